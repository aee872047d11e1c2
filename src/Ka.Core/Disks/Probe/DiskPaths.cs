using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Disks.Probe;

/// <summary>Finds the disks that a machine sees more than once: the two ports of a SAS disk, the paths to a LUN.</summary>
internal static class DiskPaths
{
    /// <summary>The disks, each but the first of one WWN and one size marked as another path to that first disk. What is in use
    /// through one path is in use through all.</summary>
    public static IReadOnlyList<MachineDisk> Mark(IReadOnlyList<MachineDisk> disks)
    {
        var first = new Dictionary<(string Wwn, long Size), MachineDisk>();
        foreach (var same in disks.Where(HasWwn).GroupBy(Key))
            first[same.Key] =
                // The path that the operator named is the disk, and the others are the other paths.
                (same.FirstOrDefault(disk => disk.IsNamed) ?? same.First()) with
                {
                    InUse = same.Select(disk => disk.InUse).FirstOrDefault(use => use is not null),
                    Multipath = same.Select(disk => disk.Multipath).FirstOrDefault(path => path is not null),
                };
        return
        [
            .. disks.Select(disk =>
                !HasWwn(disk) ? disk
                : first[Key(disk)].Name == disk.Name ? first[Key(disk)]
                : disk with { SameAs = first[Key(disk)].Name }
            ),
        ];
    }

    /// <summary>Some firmware has nothing but zeros there.</summary>
    private static bool HasWwn(MachineDisk disk) => disk.Wwn is { } wwn && wwn.Any(letter => letter is >= '1' and <= '9');

    private static (string, long) Key(MachineDisk disk) => (disk.Wwn!.ToLowerInvariant(), disk.Size);
}
