using System;
using Ka.Linux;

namespace Ka.Runs;

/// <summary>The directory of one run's files; only its owner may read them.</summary>
public sealed class RunDirectory
{
    /// <summary>The file of the plan that was sent to the nodes, and of the golden node's options.</summary>
    public const string Plan = "plan.json";

    /// <summary>The file of the manifest of the sent trees, for <c>ka verify</c>: docs/manifest.md.</summary>
    public const string Manifest = "manifest";

    /// <summary>The file of events, one JSON object a line.</summary>
    public const string Events = "events.jsonl";

    /// <summary>Verdicts and timings, for programs; not there while the run lasts, or when it was killed.</summary>
    public const string Report = "report.json";

    /// <summary>The same for people.</summary>
    public const string ReportText = "report.txt";

    /// <summary>Addresses and names of the clones that have booted, as hosts(5) has them.</summary>
    public const string Hosts = "hosts";

    /// <summary>Their public SSH host keys, as ssh(1) reads them.</summary>
    public const string KnownHosts = "known_hosts";

    /// <summary>The directory of nodes' logs.</summary>
    public const string Logs = "nodes";

    internal RunDirectory(BytePath path, string id) => (Path, Id) = (path, id);

    /// <summary>Sorts by time: <c>20261127T221500Z-3f2a</c>.</summary>
    public string Id { get; }

    public BytePath Path { get; }

    /// <summary>The path of a file of the run: <c>nodes/10.0.0.7.log</c>.</summary>
    public BytePath PathOf(string name) => Path.Join(BytePath.FromText(name));

    /// <summary>Writes a file, which is there as a whole or not at all.</summary>
    /// <exception cref="LinuxException"/>
    public void Write(string name, ReadOnlySpan<byte> content) =>
        PendingFile.Replace(PathOf(name), content, FilePermissions.Private);

    /// <summary>A file that grows while the run goes.</summary>
    /// <exception cref="LinuxException"/>
    public RotatingFile Append(string name, long mostBytes) => new(PathOf(name), mostBytes);

    /// <summary>null: there is none, or it cannot be read.</summary>
    public byte[]? TryRead(string name) => Files.TryReadAll(PathOf(name), out var content).IsSuccess ? content : null;
}
