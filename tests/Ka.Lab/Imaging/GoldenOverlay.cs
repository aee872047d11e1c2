using System;
using System.IO;
using Ka.TestKit;

namespace Ka.Lab.Imaging;

/// <summary>The golden root with changes of a test: an overlay, whose lower layer stays as it is.</summary>
internal sealed class GoldenOverlay : IDisposable
{
    /// <param name="home">Has the upper layer; it may not lie on an overlay itself.</param>
    public GoldenOverlay(TempDir home)
    {
        foreach (var name in new[] { "overlay", "overlay/upper", "overlay/work", "overlay/root" })
            home.Make(name);
        Directory = home.TextIn("overlay/root");
        Child.Run(
            "mount",
            "-t",
            "overlay",
            "-o",
            $"lowerdir={GoldenRoot.Directory},upperdir={home.TextIn("overlay/upper")},workdir={home.TextIn("overlay/work")}",
            "ka-golden",
            Directory
        );
    }

    public string Directory { get; }

    public void Write(string path, string text)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Directory, path))!);
        File.WriteAllText(Path.Combine(Directory, path), text);
    }

    public void Dispose() => Child.Run(new Launch("umount", Directory) { CleansUp = true });
}
