using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>Fits the volumes of a group into physical volumes of other sizes.</summary>
internal static class VolumeFit
{
    /// <param name="sizes">Bytes of each physical volume's device, in the group's order.</param>
    /// <param name="needs">Of the golden layout.</param>
    /// <returns>The group with its new sizes; null, and a reason, when they do not fit.</returns>
    public static VolumeGroup? Place(VolumeGroup group, IReadOnlyList<long> sizes, MinimumSizes needs, out Finding reason)
    {
        var extent = group.ExtentSize;
        var free = new long[sizes.Count];
        var room = 0L;
        for (var i = 0; i < free.Length; i++)
            room += free[i] = Math.Max(0, (sizes[i] - MinimumSizes.VolumeOverhead) / extent);
        var golden = group.PhysicalVolumes.Sum(volume => volume.Size / extent);
        var taken = group.Volumes.Sum(volume => MinimumSizes.ExtentsTaken(volume, volume.Size / extent));
        var full = golden - taken <= golden / 100;
        var grower = full
            ? group.Volumes.LastOrDefault(volume =>
                volume.Kind == VolumeKind.Linear && needs.Grows($"{group.Name}/{volume.Name}")
            )
            : null;
        var wishes = group
            .Volumes.Select(volume => new SizeRequest(
                Taken(volume, needs.Minimum($"{group.Name}/{volume.Name}"), extent),
                Taken(volume, needs.Wanted($"{group.Name}/{volume.Name}", volume.Size), extent),
                volume == grower
            ))
            .ToList();
        reason = Finding.Of(
            FindingKind.GroupNoRoom,
            group.Name,
            wishes.Sum(wish => Math.Min(wish.Minimum, wish.Preferred)) * extent,
            room * extent
        );
        if (
            SpaceAllocator.Distribute(
                [.. wishes.Select(wish => wish with { Minimum = Math.Min(wish.Minimum, wish.Preferred) })],
                room,
                1
            )
            is not { } extents
        )
            return null;
        var volumes = group.Volumes.Select((volume, i) => volume with { Size = Offered(volume, extents[i]) * extent }).ToList();
        if (volumes.Any(volume => volume.Size <= 0) || !CanAllocate(volumes, free, extent))
        {
            reason = Finding.Of(FindingKind.StripesDoNotFit, group.Name);
            return null;
        }
        return group with
        {
            Volumes = volumes,
            PhysicalVolumes =
            [
                .. group.PhysicalVolumes.Select(
                    (volume, i) => volume with { Size = (sizes[i] - MinimumSizes.VolumeOverhead) / extent * extent }
                ),
            ],
        };
    }

    /// <summary>Where the next striped or mirrored volume goes: the devices with the most room, in the group's order.</summary>
    public static IReadOnlyList<int> Choose(LogicalVolume volume, long[] free, long extent)
    {
        var (count, each) = Legs(volume, extent);
        var order = new int[free.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (one, other) => free[one] != free[other] ? free[other].CompareTo(free[one]) : one.CompareTo(other));
        var chosen = order[..Math.Min(count, order.Length)];
        Array.Sort(chosen);
        if (chosen.Length < count || Array.Exists(chosen, i => free[i] < each))
            return [];
        foreach (var i in chosen)
            free[i] -= each;
        return chosen;
    }

    private static bool CanAllocate(List<LogicalVolume> volumes, long[] free, long extent)
    {
        var left = (long[])free.Clone();
        return volumes.Where(volume => volume.Kind != VolumeKind.Linear).All(volume => Choose(volume, left, extent).Count > 0)
            && volumes.Where(volume => volume.Kind == VolumeKind.Linear).Sum(volume => volume.Size / extent) <= Total(left);
    }

    private static long Total(long[] extents)
    {
        var total = 0L;
        foreach (var count in extents)
            total += count;
        return total;
    }

    /// <summary>The number of devices that a volume uses, and of extents on each; a mirror's record takes one more.</summary>
    private static (int Count, long Each) Legs(LogicalVolume volume, long extent) =>
        volume.Kind == VolumeKind.Mirror
            ? (volume.Mirrors + 1, (volume.Size / extent) + 1)
            : (volume.Stripes, ((volume.Size / extent) + volume.Stripes - 1) / volume.Stripes);

    private static long Taken(LogicalVolume volume, long bytes, long extent) =>
        MinimumSizes.ExtentsTaken(volume, Math.Max(1, (bytes + extent - 1) / extent));

    /// <summary>The extents that a volume offers when it takes <paramref name="taken"/> of its group.</summary>
    private static long Offered(LogicalVolume volume, long taken) =>
        volume.Kind == VolumeKind.Mirror ? (taken / (volume.Mirrors + 1)) - 1
        : volume.Kind == VolumeKind.Striped ? taken / volume.Stripes * volume.Stripes
        : taken;
}
