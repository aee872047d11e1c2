using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A tree of just over 50,000 files and 2 GB: directories of this machine's own /usr, picked by the hash of their
/// names, on a file system of its own. A smaller /usr is copied several times.</summary>
internal sealed class SampleTree : IDisposable
{
    private const long MinFiles = 50_000;
    private const long MinBytes = 2_000_000_000;
    private const long Slack = 200_000_000;
    private const int MaxCopies = 20;
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
                if (copy > MaxCopies)
                    throw new InvalidOperationException("/usr has too little to make a tree of");
                Copy(Path.Combine(Directory, $"usr-{copy}"));
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

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Files:N0} files ({SmallFiles:N0} below 4 KiB), {Bytes / 1e9:0.00} GB")
        + ", from /usr, on ext4 on a loop device, warm cache";

    public void Dispose() => _disk.Dispose();

    private void Copy(string target)
    {
        Progress.Say($"copying from /usr to {target}");
        System.IO.Directory.CreateDirectory(target);
        var names = string.Concat(Choose().Select(name => name + '\0'));
        const string Script = """tar -C /usr -cf - --null --no-recursion --files-from - | tar -C "$1" -xpf -""";
        Child.Run(new Launch("sh", "-c", Script, "copy", target) { InputText = names }, TimeSpan.FromMinutes(10));
    }

    /// <summary>Whole directories, in the order of their names' hashes, until what is missing is there. One with too
    /// many bytes for the number of files that there are by then is passed over.</summary>
    private List<string> Choose()
    {
        var (files, bytes) = (Files, Bytes);
        var chosen = new List<string>();
        foreach (
            var directory in FilesOfUsr()
                .GroupBy(file => file.Directory)
                .OrderBy(group => HashOf(group.Key), StringComparer.Ordinal)
        )
        {
            if (files >= MinFiles && bytes >= MinBytes)
                break;
            var more = directory.Sum(file => file.Bytes);
            if (bytes + more > Slack + MinBytes * (files + directory.Count()) / MinFiles)
                continue;
            chosen.AddRange(directory.Select(file => file.Name));
            files += directory.Count();
            bytes += more;
        }
        return chosen;
    }

    private static IEnumerable<(string Directory, string Name, long Bytes)> FilesOfUsr()
    {
        var words = Child.Run("find", "/usr", "-xdev", "!", "-type", "d", "-printf", "%h\\0%P\\0%s\\0").Split('\0');
        for (var i = 0; i + 3 <= words.Length; i += 3)
            yield return (words[i], words[i + 1], long.Parse(words[i + 2], CultureInfo.InvariantCulture));
    }

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Count()
    {
        // One inode counts its bytes once: %i and %s, unique.
        const string script = """
            find "$1" ! -type d -printf '%i %s %y\n' | sort -u |
                awk '$3 == "f" { b += $2; if ($2 < 4096) s++ } END { print NR, s, b }'
            """;
        var words = Child.Run("sh", "-c", script, "count", Directory).Split(' ');
        Files = long.Parse(words[0], CultureInfo.InvariantCulture);
        SmallFiles = long.Parse(words[1], CultureInfo.InvariantCulture);
        Bytes = (long)double.Parse(words[2], CultureInfo.InvariantCulture);
    }
}
