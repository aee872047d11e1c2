using System.Collections.Generic;
using System.Linq;

namespace Ka.TestKit;

/// <summary>What to start and with which ends: a program found in PATH, its arguments, its three standard files.</summary>
/// <remarks>Without further words standard input is /dev/null, and standard output and error are kept in memory for
/// <see cref="Child.Output"/> and <see cref="Child.Errors"/>.</remarks>
public sealed record Launch(string Program, params string[] Arguments)
{
    /// <summary>The network namespace to run in, by its name for ip-netns(8); null: this machine's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Text on standard input.</summary>
    public string? InputText { get; init; }

    /// <summary>A file to read as standard input.</summary>
    public string? InputFile { get; init; }

    /// <summary>A file to write standard output to, truncated first.</summary>
    public string? OutputFile { get; init; }

    /// <summary>A file to write standard error to, truncated first.</summary>
    public string? ErrorFile { get; init; }

    /// <summary>Standard output is ours.</summary>
    public bool ShowOutput { get; init; }

    /// <summary>Standard error is ours.</summary>
    public bool ShowErrors { get; init; }

    /// <summary>Environment variables besides our own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Look at the process's memory every few milliseconds, for <see cref="ChildExit.PeakBytes"/>.</summary>
    public bool WatchMemory { get; init; }

    /// <summary>Runs and is waited for even after an interruption: it cleans up.</summary>
    public bool CleansUp { get; init; }

    /// <summary>The words as a shell would show them.</summary>
    public override string ToString() => string.Join(' ', new[] { Program }.Concat(Arguments));

    /// <summary>The words as execve(2) gets them, the way into the namespace in front.</summary>
    internal string[] Words() =>
        Namespace == null ? [Program, .. Arguments] : ["ip", "netns", "exec", Namespace, Program, .. Arguments];
}
