using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;

namespace Ka.Disks.Desc;

/// <summary>A desc file: one line per partition, <c>[logical] TYPE SIZE</c>, as the KA method has it. docs/disk-layout.md has the
/// words that were added; a file without them keeps its meaning.</summary>
/// <param name="Table">MBR, unless the file says <c>table gpt</c>.</param>
public sealed record DescFile(TableKind Table, IReadOnlyList<DescPartition> Partitions)
{
    private const int MaxLines = 1000;

    private const int Primaries = 4;

    /// <param name="name">The file's name, for messages: <c>desc:3: unknown type 'linx'</c>.</param>
    /// <exception cref="LayoutException">A line is wrong; the message begins with its number.</exception>
    public static DescFile Parse(string text, string name)
    {
        var lines = text.Split('\n');
        if (lines.Length > MaxLines)
            throw new LayoutException($"{name}: {lines.Length} lines are more than {MaxLines}");
        TableKind? kind = null;
        var partitions = new List<DescPartition>();
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                continue;
            var line = new DescLine(name, i + 1, words);
            if (words[0] == "table")
                kind =
                    kind is null && partitions.Count == 0
                        ? line.ReadTable()
                        : throw line.Wrong("'table' stands once, before the first partition");
            else
                partitions.Add(line.ReadPartition(kind ?? TableKind.Mbr, NextNumber(partitions, line, kind ?? TableKind.Mbr)));
        }
        if (partitions.Count == 0)
            throw new LayoutException($"{name}: there is no partition in it");
        CheckLevels(partitions, name);
        return new DescFile(kind ?? TableKind.Mbr, partitions);
    }

    private static int NextNumber(List<DescPartition> partitions, DescLine line, TableKind kind)
    {
        if (line.IsLogical && kind == TableKind.Mbr)
            return partitions.Any(partition => partition.IsExtended)
                ? Partition.FirstLogical + partitions.Count(partition => partition.IsLogical)
                : throw line.Wrong("a logical partition needs an extended one above it");
        var number = 1 + partitions.Count(partition => !partition.IsLogical);
        if (kind == TableKind.Mbr && number > Primaries)
            throw line.Wrong($"an MBR has {Primaries} partitions that are not logical, and this is one more");
        return number;
    }

    private static void CheckLevels(List<DescPartition> partitions, string name)
    {
        LayoutException At(DescPartition partition, string complaint) => new($"{name}:{partition.Line}: {complaint}");
        if (partitions.Where(partition => partition.IsExtended).Skip(1).FirstOrDefault() is { } extended)
            throw At(extended, "a second extended partition");
        foreach (var logical in new[] { false, true })
            if (
                partitions.Where(partition => partition.IsLogical == logical && partition.Size.IsFill).Skip(1).FirstOrDefault() is
                { } fill
            )
                throw At(fill, $"a second 'fill' among the {(logical ? "logical partitions" : "partitions")}");
        if (partitions.Where(partition => partition.Bootable).Skip(1).FirstOrDefault() is { } bootable)
            throw At(bootable, "a second bootable partition");
        if (partitions.Count > LayoutLimits.Partitions)
            throw At(partitions[LayoutLimits.Partitions], $"more than {LayoutLimits.Partitions} partitions");
    }
}

/// <summary>One partition of a desc file.</summary>
/// <param name="Line">Where it stands, from 1.</param>
public sealed record DescPartition(int Line, int Number)
{
    /// <summary>As in <see cref="Partition.Type"/>.</summary>
    public required string Type { get; init; }

    public required DescSize Size { get; init; }

    public bool IsLogical { get; init; }

    public bool IsExtended { get; init; }

    public bool Bootable { get; init; }
}

/// <summary>How large a partition is to be.</summary>
/// <param name="Bytes">0 for the others.</param>
/// <param name="IsFill">What the others leave.</param>
/// <param name="IsMemory">As much as the machine has RAM.</param>
public readonly record struct DescSize(long Bytes, bool IsFill = false, bool IsMemory = false);
