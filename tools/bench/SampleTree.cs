using System;
using System.Globalization;
using System.IO;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A tree of at least 50,000 files and 2 GB: copies of this machine's own /usr on a file system of its own.</summary>
internal sealed class SampleTree : IDisposable
{
    private const long MinFiles = 50_000;
    private const long MinBytes = 2_000_000_000;
    private const long DiskBytes = 16L << 30;

    private readonly LabDisk _disk;

    public SampleTree(NetworkLab lab)
    {
        _disk = new LabDisk(lab, "tree", "ext4", DiskBytes);
        Directory = Path.Combine(_disk.Mount, "tree");
        System.IO.Directory.CreateDirectory(Directory);
        try
        {
            for (var copy = 1; Files < MinFiles || Bytes < MinBytes; copy++)
            {
                Progress.Say($"copying /usr, copy {copy}");
                Child.Run(new Launch("cp", "-a", "--one-file-system", "/usr", Path.Combine(Directory, $"usr-{copy}")), TimeSpan.FromMinutes(10));
                Count();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Directory { get; }

    /// <summary>Everything that is not a directory.</summary>
    public long Files { get; private set; }

    /// <summary>Files of less than 4 KiB.</summary>
    public long SmallFiles { get; private set; }

    /// <summary>Of contents, hard links once.</summary>
    public long Bytes { get; private set; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Files:N0} files ({SmallFiles:N0} below 4 KiB), {Bytes / 1e9:0.00} GB, copies of /usr on ext4 on a loop device, warm cache");

    public void Dispose() => _disk.Dispose();

    private void Count()
    {
        // One inode counts its bytes once: %i and %s, unique.
        const string script = """find "$1" ! -type d -printf '%i %s %y\n' | sort -u | awk '$3 == "f" { b += $2; if ($2 < 4096) s++ } END { print NR, s, b }'""";
        var words = Child.Run("sh", "-c", script, "count", Directory).Split(' ');
        Files = long.Parse(words[0], CultureInfo.InvariantCulture);
        SmallFiles = long.Parse(words[1], CultureInfo.InvariantCulture);
        Bytes = (long)double.Parse(words[2], CultureInfo.InvariantCulture);
    }
}
