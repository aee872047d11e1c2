using System;
using System.IO;
using Ka.TestKit;

namespace Ka.Lab.Disks;

/// <summary>An ext4 file system whose disk refuses every new block from a certain moment on: its image is a sparse file in a
/// small tmpfs, which is then filled.</summary>
internal sealed class FailingDisk : IDisposable
{
    private readonly TempDir _home = new();
    private readonly string _memory;
    private readonly string _device = "";

    public FailingDisk()
    {
        _memory = Directory.CreateDirectory(_home.TextIn("memory")).FullName;
        Root = Directory.CreateDirectory(_home.TextIn("root")).FullName;
        Child.Run("mount", "-t", "tmpfs", "-o", "size=16m", "ka-failing-disk", _memory);
        var image = Path.Combine(_memory, "disk");
        using (var file = File.Create(image))
            file.SetLength(64 << 20);
        // Neither the journal nor the tables are written now: their first blocks are allocated when they are used.
        Child.Run("mkfs.ext4", "-q", "-J", "size=4", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", image);
        _device = Child.Run("losetup", "--find", "--show", image).Trim();
        Child.Run("mount", _device, Root);
    }

    /// <summary>The directory where it is mounted.</summary>
    public string Root { get; }

    /// <summary>From now on every write to a new block of the disk fails.</summary>
    public void Break()
    {
        using var filler = File.Create(Path.Combine(_memory, "filler"));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // ENOSPC: that is the aim.
        }
    }

    public void Dispose()
    {
        Child.Run("sh", "-c", $"umount -l '{Root}'; losetup -d '{_device}'; umount -l '{_memory}'; true");
        _home.Dispose();
    }
}
