using System;
using System.Collections.Generic;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Ka.Disks.Probe;
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
}

/// <summary>A golden disk's name and the desc file that describes it from now on.</summary>
/// <param name="File">The file's name, for messages.</param>
public sealed record DescChoice(string Drive, DescFile Desc, string File);

/// <summary>A golden disk's name and the 446 bytes in front of its disk id.</summary>
public sealed record BootCodeChoice(string Drive, byte[] Code);
