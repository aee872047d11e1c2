using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Probe;

/// <summary>Which mounts belong to a machine: those of its fstab that are on its disks, and what else of its disks is mounted
/// below its root.</summary>
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

    /// <summary>Parents first.</summary>
    public IReadOnlyList<Mount> Collect(IReadOnlyList<FileSystem> fileSystems)
    {
        var known = fileSystems.Where(fileSystem => fileSystem.Type != "swap").ToDictionary(fileSystem => fileSystem.Device);
        var mounts = new Dictionary<string, Mount>(StringComparer.Ordinal);
        foreach (var line in fstab.Where(line => line.Target.StartsWith('/') && IsWanted(line)))
            Add(mounts, known, line, Plain(line.Target), line.Options);
        foreach (var live in mounted.Where(live => live.Type == "btrfs" || live.Root == "/"))
            if (
                Below(live.Target) is { } target
                && !Array.Exists(s_passing, place => target.StartsWith(place, StringComparison.Ordinal))
            )
                Add(mounts, known, live, target, []);
        return
        [
            .. mounts
                .Values.OrderBy(mount => mount.Target == "/" ? 0 : mount.Target.Count(letter => letter == '/'))
                .ThenBy(mount => mount.Target, StringComparer.Ordinal),
        ];
    }

    private void Add(
        Dictionary<string, Mount> mounts,
        Dictionary<string, FileSystem> known,
        MountedFileSystem line,
        string target,
        IReadOnlyList<string> options
    )
    {
        if (table.Find(line.Source) is not { } device || !known.TryGetValue(device, out var fileSystem))
            return;
        var kept = options.Where(option => option != "defaults" && !option.StartsWith("subvol", StringComparison.Ordinal));
        mounts.TryAdd(
            target,
            new Mount
            {
                Device = device,
                Target = target,
                Subvolume = fileSystem.Type == "btrfs" ? line.Subvolume : null,
                Options = [.. kept],
            }
        );
    }

    /// <summary>noauto: only when it is mounted all the same.</summary>
    private bool IsWanted(MountedFileSystem line) =>
        !line.Options.Contains("bind")
        && (!line.Options.Contains("noauto") || mounted.Any(live => Below(live.Target) == Plain(line.Target)));

    private string? Below(string target) =>
        _root.Length == 0 ? target
        : target == _root ? "/"
        : target.StartsWith(_root + "/", StringComparison.Ordinal) ? target[_root.Length..]
        : null;

    private static string Plain(string target) => target.Length > 1 ? target.TrimEnd('/') : target;
}
