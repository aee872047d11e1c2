using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>What is to be fitted to which machine, and how.</summary>
public sealed record PlanRequest
{
    public required Layout Golden { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>Partition tables that replace a golden disk's own.</summary>
    public IReadOnlyList<DescChoice> Descs { get; init; } = [];

    /// <summary>The operator's choices; the others are made by <see cref="DiskAssignment"/>.</summary>
    public IReadOnlyList<DiskSelector> Map { get; init; } = [];

    /// <summary>Disks that are left out: golden ones are not copied, and the machine's of that name are not touched.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Boot code instead of the golden disk's.</summary>
    public IReadOnlyList<BootCodeChoice> BootCodes { get; init; } = [];

    public bool FreshUuids { get; init; }

    /// <summary>Golden partitions that are copied as they are: <c>sda3</c>.</summary>
    public IReadOnlyList<string> RawPartitions { get; init; } = [];

    /// <summary>Which disks may be erased, by what is on them.</summary>
    public DiskAcceptance Accepts { get; init; } = DiskAcceptance.Any;

    /// <summary>Where new identifiers come from.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    /// <summary>What an install plan asks of a machine's disks.</summary>
    /// <param name="plan">Its layout does not count.</param>
    /// <exception cref="LayoutException">A desc file or boot code is wrong.</exception>
    /// <exception cref="FormatException">A field of it is malformed.</exception>
    public static PlanRequest Of(InstallPlan plan, Layout golden, Machine machine) =>
        new()
        {
            Golden = golden,
            Machine = machine,
            Map = [.. plan.Map.Select(DiskSelector.Parse)],
            Excluded = plan.Excluded,
            Descs =
            [
                .. plan.Descs.Select(file => new DescChoice(
                    file.Subject,
                    DescFile.Parse(Encoding.UTF8.GetString(file.Content.Span), file.Name),
                    file.Name
                )),
            ],
            BootCodes = [.. plan.BootCodes.Select(file => new BootCodeChoice(file.Subject, CheckedCode(file)))],
            FreshUuids = plan.FreshUuids,
            Accepts = plan.Accepts,
            RawPartitions = [.. plan.Partitions.Select(path => DiskSelector.PlainName(path.ToString()))],
        };

    private static byte[] CheckedCode(PlanFile file) =>
        file.Content.Length == PartitionTable.BootCodeLength
            ? file.Content.ToArray()
            : throw new LayoutException(
                $"{BytePath.FromText(file.Name)}: {file.Content.Length} bytes; boot code has {PartitionTable.BootCodeLength}"
            );
}

/// <summary>A golden disk's name and the desc file that describes it from now on.</summary>
/// <param name="File">The file's name, for messages.</param>
public sealed record DescChoice(string Drive, DescFile Desc, string File);

/// <summary>A golden disk's name and the 446 bytes in front of its disk id.</summary>
public sealed record BootCodeChoice(string Drive, byte[] Code);
