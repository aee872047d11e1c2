using System;
using System.Linq;
using System.Text;
using Ka.Disks.Model;

namespace Ka.Disks.Desc;

/// <summary>The desc file of a partition table: what <c>ka desc</c> prints.</summary>
public static class DescText
{
    private const long Mebi = 1 << 20;

    /// <summary>Every partition with its size in megabytes, rounded up, and the last of each level as <c>fill</c>.</summary>
    public static string Write(PartitionTable table)
    {
        var text = new StringBuilder();
        if (table.Kind == TableKind.Gpt)
            text.Append("table gpt\n");
        var (primary, logical) = (0, Partition.FirstLogical - 1);
        foreach (var partition in table.Partitions)
        {
            var isLogical = IsLogical(table, partition);
            var number = isLogical ? ++logical : ++primary;
            if (number != partition.Number)
                text.Append($"# partition {partition.Number} becomes {number}\n");
            var words = new[]
            {
                isLogical ? "logical" : "",
                partition.Bootable ? "bootable" : "",
                TypeWord(table.Kind, partition.Type),
                SizeWord(table, partition),
            };
            text.AppendJoin(' ', words.Where(word => word.Length > 0)).Append('\n');
        }
        return text.ToString();
    }

    private static bool IsLogical(PartitionTable table, Partition partition) =>
        table.Kind == TableKind.Mbr && partition.Number >= Partition.FirstLogical;

    private static string SizeWord(PartitionTable table, Partition partition)
    {
        var level = table.Partitions.Where(other => IsLogical(table, other) == IsLogical(table, partition));
        return partition.Start == level.Max(other => other.Start) ? "fill" : $"{(partition.Size + Mebi - 1) / Mebi}";
    }

    private static string TypeWord(TableKind kind, string type)
    {
        if (PartitionTypes.IsExtended(kind, type))
            return "extended";
        (string Type, string Word)[] words =
        [
            (PartitionTypes.MbrLinux, "linux"),
            (PartitionTypes.GptLinux, "linux"),
            (PartitionTypes.MbrSwap, "swap"),
            (PartitionTypes.GptSwap, "swap"),
            (PartitionTypes.GptEsp, "esp"),
            (PartitionTypes.GptBiosBoot, "bios"),
            (PartitionTypes.GptLvm, "lvm"),
            (PartitionTypes.GptRaid, "raid"),
        ];
        return Array.Find(words, pair => PartitionTypes.Same(pair.Type, type)).Word ?? "type" + type;
    }
}
