using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Disks.Probe;

/// <summary>What is on a disk: its table and the signatures of what is made of it.</summary>
/// <param name="Table">Kind of its partition table as blkid(8) names it; null: it has no table.</param>
/// <param name="TableId">The table's identifier; null: it has none.</param>
/// <param name="Parts">The disk itself when something is on the whole of it, its partitions, and what is made of these.</param>
public sealed record DiskSignatures(string? Table, string? TableId, IReadOnlyList<DiskSignature> Parts)
{
    /// <summary>Nothing was found.</summary>
    public static readonly DiskSignatures Nothing = new(null, null, []);

    /// <summary>Asks blkid(8) for every device of the tree. What cannot be read is a part, too.</summary>
    /// <exception cref="ToolException">There is no blkid.</exception>
    internal static DiskSignatures Read(BlockDevice disk)
    {
        var own = Tags(disk.Path, out var found);
        var parts = new List<DiskSignature>();
        if (found is not null || own.ContainsKey("TYPE"))
            parts.Add(Of(disk, own, found));
        foreach (var device in disk.Children.SelectMany(child => child.Tree()).DistinctBy(device => device.Path))
            parts.Add(Of(device, Tags(device.Path, out found), found));
        return new DiskSignatures(own.GetValueOrDefault("PTTYPE"), own.GetValueOrDefault("PTUUID"), parts);
    }

    private static DiskSignature Of(BlockDevice device, IReadOnlyDictionary<string, string> tags, string? found)
    {
        var type = found ?? tags.GetValueOrDefault("TYPE");
        return new DiskSignature(device.Name, type, tags.GetValueOrDefault("UUID"), tags.GetValueOrDefault("PART_ENTRY_TYPE"))
        {
            Used = type is null ? null : UsedBytes.Read(device.Path, type),
        };
    }

    /// <param name="instead">What takes the place of a type that cannot be given; null: nothing does.</param>
    private static IReadOnlyDictionary<string, string> Tags(string path, out string? instead)
    {
        // blkid's status is 2 for a device that is not there, too.
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var device);
        device.Dispose();
        if (!opened.IsSuccess)
        {
            instead = DiskPart.Unreadable;
            return new Dictionary<string, string>();
        }
        var run = ToolCommand.Query("blkid", "-p", "-o", "export", path).TryRun();
        // 2: no signature; 8: several (blkid(8)).
        instead =
            run.Status == 8 ? DiskPart.Ambivalent
            : run.Status is 0 or 2 ? null
            : DiskPart.Unreadable;
        return BlkidReport.Parse(run.Text);
    }
}

/// <summary>What is on a device.</summary>
/// <param name="Type">As blkid(8) names it, or a constant of <see cref="DiskPart"/>; null: nothing that is known.</param>
/// <param name="PartitionType">The type in the partition table; null: it is no partition.</param>
public sealed record DiskSignature(string Device, string? Type, string? Uuid, string? PartitionType)
{
    /// <summary>Bytes of its files; null: not known.</summary>
    public long? Used { get; init; }
}
