using System.Collections.Generic;

namespace Ka.Bench;

/// <summary>One part of the figures, with a name on the command line and a place in docs/performance.md.</summary>
internal abstract class Section(string name, string subject)
{
    public string Name { get; } = name;

    /// <summary>What is measured, in a few words.</summary>
    public string Subject { get; } = subject;

    /// <summary>Measures and gives the lines of Markdown.</summary>
    public abstract IEnumerable<string> Measure(int runs);
}
