using System;
using System.Collections.Generic;
using System.CommandLine;
using Ka.Prepare.Model;

namespace Ka.Commands;

/// <summary>The option <c>--keep</c>: what clones share with the golden node, although they would get a new one.</summary>
internal sealed class KeepOption
{
    public Option<string[]> Option { get; } =
        new("--keep")
        {
            Description = $"Leave this as the golden node has it: {string.Join(", ", IdentityTable.KeepNames)}. Repeatable.",
            HelpName = "NAME",
            DefaultValueFactory = _ => [],
        };

    /// <exception cref="UsageException">There is no such name.</exception>
    public IReadOnlyList<string> Read(ParseResult parsed)
    {
        var kept = parsed.GetValue(Option) ?? [];
        try
        {
            IdentityTable.Demand(kept);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--keep: {e.Message}");
        }
        return kept;
    }
}
