using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Sender;

/// <summary>A golden node that is to be saved.</summary>
public sealed record SaveRequest
{
    /// <summary>What is copied.</summary>
    public required InstallPlanBuilder Plan { get; init; }

    /// <summary>The golden tree.</summary>
    public required BytePath Root { get; init; }

    /// <summary>Directories whose contents are left out.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>The kernel of the boot files, which are in the draft's <c>boot</c>; null: there are no boot files.</summary>
    public string? Kernel { get; init; }

    /// <summary>The program's version.</summary>
    public string Program { get; init; } = "";
}
