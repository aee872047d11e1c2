using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>What would be done to a machine's disks, or why it cannot be.</summary>
public sealed record DiskPlan
{
    /// <summary>Why not. Empty: it can be done, and <see cref="Steps"/> do it.</summary>
    public required IReadOnlyList<Finding> Reasons { get; init; }

    /// <summary>What a person should know all the same.</summary>
    public required IReadOnlyList<Finding> Notes { get; init; }

    /// <summary>The machine's disk of each golden one, by golden name.</summary>
    public required IReadOnlyDictionary<string, MachineDisk> Roles { get; init; }

    /// <summary>The disks that would be erased; none when there are reasons.</summary>
    public IReadOnlyList<DiskMapping> Erased { get; init; } = [];

    /// <summary>The disks as they will be, under the machine's own names; null when there are reasons.</summary>
    public Layout? Target { get; init; }

    /// <summary>In the order in which they are done.</summary>
    public IReadOnlyList<DiskStep> Steps { get; init; } = [];

    public bool IsPossible => Reasons.Count == 0;
}
