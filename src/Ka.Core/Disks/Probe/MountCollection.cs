using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Probe;

/// <summary>Which mounts belong to a machine: those of its fstab that are on its disks, and what else of its disks is mounted
/// below its root. What is mounted twice is there once.</summary>
/// <param name="mounted">What a path leads to, of the machine's disks.</param>
internal sealed class MountCollection(
    string root,
    DeviceTable table,
    IReadOnlyList<MountedFileSystem> fstab,
    IReadOnlyList<MountedFileSystem> mounted
)
{
    /// <summary>Where people and desktops put what is not part of the system.</summary>
    private static readonly string[] s_passing = ["/run/", "/media/"];

    private readonly string _root = root.TrimEnd('/');

    /// <summary>It is mounted there for a while, by a person or a program.</summary>
    /// <param name="target">In the golden tree.</param>
    public static bool IsPassing(string target) =>
        Array.Exists(s_passing, place => target.StartsWith(place, StringComparison.Ordinal));

    /// <summary>Parents first.</summary>
    public IReadOnlyList<Mount> Collect(IReadOnlyList<FileSystem> fileSystems)
    {
        var known = fileSystems.Where(fileSystem => fileSystem.Type != "swap").ToDictionary(fileSystem => fileSystem.Device);
        var found = new List<Candidate>();
        foreach (var line in fstab.Where(line => line.Target.StartsWith('/') && IsWanted(line)))
            Add(found, known, line, Plain(line.Target), line.Options);
        foreach (var live in mounted.Where(live => live.IsWhole))
            if (Below(live.Target) is { } target && !IsPassing(target))
                Add(found, known, live, target, []);
        // A line of fstab counts more than a mount by hand, and a place where it is mounted more than another.
        return
        [
            .. found
                .DistinctBy(candidate => candidate.Mount.Target)
                .GroupBy(candidate => (candidate.Mount.Device, candidate.Part))
                .Select(same => (same.FirstOrDefault(candidate => candidate.IsLive) ?? same.First()).Mount)
                .OrderBy(mount => mount.Target == "/" ? 0 : mount.Target.Count(letter => letter == '/'))
                .ThenBy(mount => mount.Target, StringComparer.Ordinal),
        ];
    }

    private void Add(
        List<Candidate> found,
        Dictionary<string, FileSystem> known,
        MountedFileSystem line,
        string target,
        IReadOnlyList<string> options
    )
    {
        if (table.Find(line.Source) is not { } device || !known.TryGetValue(device, out var fileSystem))
            return;
        var here = mounted.Where(live => live.IsWhole && Below(live.Target) == target).ToList();
        // Another device has the place: the kernel knows better than fstab.
        if (here.Count > 0 && !here.Exists(live => table.Find(live.Source) == device))
            return;
        var isBtrfs = fileSystem.Type == "btrfs";
        var kept = options.Where(option => option != "defaults" && !option.StartsWith("subvol", StringComparison.Ordinal));
        found.Add(
            new Candidate(
                new Mount
                {
                    Device = device,
                    Target = target,
                    Subvolume = isBtrfs ? line.Subvolume : null,
                    Options = [.. kept],
                },
                isBtrfs ? (here.FirstOrDefault() ?? line).Subvolume : null,
                here.Count > 0
            )
        );
    }

    /// <summary>noauto: only when it is mounted all the same.</summary>
    private bool IsWanted(MountedFileSystem line) =>
        !line.Options.Contains("bind")
        && !line.Options.Contains("rbind")
        && (!line.Options.Contains("noauto") || mounted.Any(live => Below(live.Target) == Plain(line.Target)));

    private string? Below(string target) =>
        _root.Length == 0 ? target
        : target == _root ? "/"
        : target.StartsWith(_root + "/", StringComparison.Ordinal) ? target[_root.Length..]
        : null;

    private static string Plain(string target) => target.Length > 1 ? target.TrimEnd('/') : target;

    /// <param name="Part">btrfs: the subvolume that is really mounted there, or would be.</param>
    private sealed record Candidate(Mount Mount, string? Part, bool IsLive);
}
