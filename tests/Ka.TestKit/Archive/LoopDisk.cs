using System;
using System.IO;
using Ka.Linux;

namespace Ka.TestKit;

/// <summary>A fresh file system on a loop device, mounted; its image is in a directory of its own.</summary>
public sealed class LoopDisk : IDisposable
{
    private readonly TempDir _home = new();

    /// <param name="type">What mkfs.TYPE makes and mount(8) knows.</param>
    /// <exception cref="ChildFailedException">It cannot be made or mounted; nothing is left.</exception>
    public LoopDisk(string type, long bytes, params string[] mkfsOptions)
    {
        try
        {
            var image = _home.TextIn("image");
            using (var file = File.Create(image))
                file.SetLength(bytes);
            Child.Run("mkfs." + type, ["-q", .. mkfsOptions, image]);
            Mount = _home.Make("mount");
            // A root of its own: ext4's lost+found stays outside.
            Child.Run("mount", "-o", "loop", image, Mount.ToString());
            Root = Mount.Join("root"u8);
            Directory.CreateDirectory(Root.ToString());
        }
        catch
        {
            _home.Dispose();
            throw;
        }
    }

    public BytePath Mount { get; }

    /// <summary>An empty directory on it.</summary>
    public BytePath Root { get; }

    public void MakeReadOnly() => Child.Run("mount", "-o", "remount,ro", Mount.ToString());

    public void Dispose() => _home.Dispose();
}
