using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>What <c>sfdisk -J DISK</c> printed: a partition table, sectors turned into bytes.</summary>
public static class SfdiskReport
{
    /// <summary>null: a table that is neither MBR nor GPT.</summary>
    /// <exception cref="ToolException"/>
    public static PartitionTable? Parse(string json) =>
        ReportJson.Read("sfdisk", json, root => Read(root.GetProperty("partitiontable")));

    private static PartitionTable? Read(JsonElement table)
    {
        TableKind? kind = table.Text("label") switch
        {
            "dos" => TableKind.Mbr,
            "gpt" => TableKind.Gpt,
            _ => null,
        };
        if (kind is null)
            return null;
        var disk = table.Text("device") ?? "";
        // Versions before 2.35 do not say it, and know no other.
        var sector = table.Number("sectorsize") ?? 512;
        return new PartitionTable
        {
            Kind = kind.Value,
            Id = table.Text("id") ?? "",
            Partitions =
            [
                .. table.Items("partitions", item => Partition(item, disk, sector)).OrderBy(partition => partition.Number),
            ],
        };
    }

    private static Partition Partition(JsonElement item, string disk, long sector) =>
        new()
        {
            Number = NumberOf(item.Text("node") ?? "", disk),
            Start = checked((item.Number("start") ?? 0) * sector),
            Size = checked((item.Number("size") ?? 0) * sector),
            Type = item.Text("type") ?? "",
            Uuid = item.Text("uuid"),
            Name = item.Text("name"),
            Bootable = item.Flag("bootable"),
            Attributes = item.Text("attrs"),
        };

    private static int NumberOf(string node, string disk)
    {
        if (!node.StartsWith(disk, StringComparison.Ordinal))
            throw new FormatException($"{node} is not on {disk}");
        var number = node[disk.Length..].TrimStart('p');
        return int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
