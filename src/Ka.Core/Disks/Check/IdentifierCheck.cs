using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Check;

/// <summary>Every UUID and every label is there once: a clone that finds two takes either.</summary>
internal sealed class IdentifierCheck(Layout layout, PlannedCopy copy)
{
    public List<CaptureFinding> Findings()
    {
        var left = copy.ExcludedDisks.Concat(copy.RawPartitions).ToHashSet(StringComparer.Ordinal);
        foreach (var disk in layout.Disks.Where(disk => left.Contains(disk.Name)))
            left.UnionWith((disk.Table?.Partitions ?? []).Select(partition => Disk.PartitionName(disk.Name, partition.Number)));
        var found = new List<CaptureFinding>();
        var here = layout.FileSystems.Where(fileSystem => !left.Contains(fileSystem.Device)).ToList();
        Add(found, CaptureFindingKind.SameUuid, here.Select(one => new Named(one.Device, one.Uuid?.ToLowerInvariant())));
        Add(found, CaptureFindingKind.SameLabel, here.Select(one => new Named(one.Device, one.Label)));
        Add(
            found,
            CaptureFindingKind.SameUuid,
            from disk in layout.Disks
            from partition in disk.Table?.Partitions ?? []
            let name = Disk.PartitionName(disk.Name, partition.Number)
            where !left.Contains(name)
            select new Named(name, partition.Uuid?.ToLowerInvariant())
        );
        Add(found, CaptureFindingKind.SameUuid, layout.Arrays.Select(array => new Named(array.Name, array.Uuid)));
        return found;
    }

    private static void Add(List<CaptureFinding> found, CaptureFindingKind kind, IEnumerable<Named> all)
    {
        foreach (var same in all.Where(one => one.Value is { Length: > 0 }).GroupBy(one => one.Value!, StringComparer.Ordinal))
        foreach (var other in same.Skip(1))
            found.Add(new CaptureFinding(kind, same.First().Device, other.Device, same.Key));
    }

    private sealed record Named(string Device, string? Value);
}
