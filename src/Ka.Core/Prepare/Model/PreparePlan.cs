using System.Collections.Generic;

namespace Ka.Prepare.Model;

/// <summary>What would be done to a copied tree, or why it cannot be made to boot.</summary>
public sealed record PreparePlan
{
    /// <summary>Why not. Empty: it can be done, and <see cref="Steps"/> do it.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What a person should know all the same.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The steps in the order of execution.</summary>
    public required IReadOnlyList<PrepareStep> Steps { get; init; }

    /// <summary>The kernel command line of the clone, which programs of the tree find in /proc/cmdline; null: this
    /// machine's.</summary>
    public string? CommandLine { get; init; }

    public bool IsPossible => Reasons.Count == 0;
}
