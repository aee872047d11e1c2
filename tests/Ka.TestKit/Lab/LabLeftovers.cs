using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Ka.TestKit;

/// <summary>Removes labs: ours, and those of runs that were killed before they could do it themselves. Names carry the
/// process id of their maker.</summary>
internal static class LabLeftovers
{
    public const string Prefix = "ka-";

    /// <summary>Where files in memory are.</summary>
    public const string Memory = "/dev/shm";

    private const string Namespaces = "/run/netns";

    private static readonly Lock s_gate = new();

    /// <summary>Removes every namespace and directory of a lab whose maker is dead. Thread-safe.</summary>
    public static void Sweep()
    {
        lock (s_gate)
            SweepAlone();
    }

    private static void SweepAlone()
    {
        var dead = Entries(Namespaces).Where(IsOrphan).ToList();
        if (dead.Count > 0)
            Remove(dead);
        foreach (var directory in new[] { Path.GetTempPath(), Memory })
        foreach (var name in Entries(directory).Where(IsOrphan))
        {
            KillMachine(name);
            LabFiles.Remove(Path.Combine(directory, name));
        }
    }

    /// <summary>A virtual machine outlives a maker that was killed; QEMU's -name is that of its directory.</summary>
    private static void KillMachine(string name)
    {
        foreach (
            var process in Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(entry => char.IsAsciiDigit(entry![0]))
        )
            if (CommandLine(process!).Contains($"\0-name\0{name}\0", StringComparison.Ordinal))
                _ = SpawnCalls.kill(int.Parse(process!, CultureInfo.InvariantCulture), SpawnCalls.SIGKILL);
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            // It has just ended.
            return "";
        }
    }

    /// <summary>Kills what runs in these namespaces and removes them, their interfaces with them.</summary>
    public static void Remove(IReadOnlyList<string> namespaces)
    {
        foreach (var name in namespaces.Where(name => File.Exists(Path.Combine(Namespaces, name))))
        foreach (var process in IpTool.Processes(name))
            _ = SpawnCalls.kill(process, SpawnCalls.SIGKILL);
        IpTool.TryRemove(
            namespaces.Where(name => File.Exists(Path.Combine(Namespaces, name))).Select(name => $"netns del {name}")
        );
    }

    private static List<string> Entries(string directory) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFileSystemEntries(directory, Prefix + "*").Select(path => Path.GetFileName(path))]
            : [];

    /// <summary><c>ka-PID-LAB-…</c> with a PID that nobody has.</summary>
    private static bool IsOrphan(string name)
    {
        var words = name.Split('-');
        return words.Length == 4
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && !Directory.Exists($"/proc/{process}");
    }
}
