using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;

namespace Ka.Disks.Check;

/// <summary>A snapshot of btrfs that is a directory in a tree that is copied.</summary>
public sealed record SnapshotPlace(SubvolumeSnapshot Snapshot, string Directory);

/// <summary>Where the snapshots of btrfs are in the golden tree.</summary>
public static class SnapshotPlaces
{
    /// <summary>Those that something mounts are no snapshots here: a system may run from one.</summary>
    public static IReadOnlyList<SnapshotPlace> Of(Capture capture)
    {
        var found = new List<SnapshotPlace>();
        foreach (var snapshot in capture.Facts.SubvolumeSnapshots)
            if (Directory(capture.Layout, snapshot) is { } directory)
                found.Add(new SnapshotPlace(snapshot, directory));
        return found;
    }

    private static string? Directory(Layout layout, SubvolumeSnapshot snapshot)
    {
        var mounts = layout.Mounts.Where(mount => mount.Device == snapshot.Device).ToList();
        var byDefault = layout.FileSystems.FirstOrDefault(one => one.Device == snapshot.Device)?.DefaultSubvolume;
        string Part(Mount mount) => mount.Subvolume ?? byDefault ?? "";
        if (mounts.Exists(mount => Part(mount) == snapshot.Path))
            return null;
        var around = mounts
            .Where(mount => Part(mount) is var part && (part.Length == 0 || IsBelow(snapshot.Path, part)))
            .MaxBy(mount => Part(mount).Length);
        if (around is null)
            return null;
        var rest = Part(around).Length == 0 ? snapshot.Path : snapshot.Path[(Part(around).Length + 1)..];
        return $"{around.Target.TrimEnd('/')}/{rest}";
    }

    private static bool IsBelow(string path, string directory) => path.StartsWith(directory + "/", StringComparison.Ordinal);
}
