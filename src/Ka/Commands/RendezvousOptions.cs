using System.CommandLine;
using Ka.CommandLine;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Sender;

namespace Ka.Commands;

/// <summary>The options that <c>send</c> and <c>serve</c> have in common: which nodes they wait for, how long, and how they
/// send.</summary>
internal sealed class RendezvousOptions
{
    private readonly Option<int?> _nodes;

    private readonly Option<int?> _least = new("--min")
    {
        Description = "With --wait: start then with N nodes or more; without it one is enough.",
        HelpName = "N",
    };

    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "Start after TIME (90s, 10m, 1h) with the nodes that have joined.",
        HelpName = "TIME",
    };

    private readonly Option<int?> _rounds = new("--rounds")
    {
        Description =
            "Most rounds. Nodes that come late or are left behind are served in the next one; without N until all are served.",
        HelpName = "N",
    };

    private readonly Option<string> _compress = new("--compress")
    {
        Description = "auto (follows the link and the processor), none, or a level of zstd from 1 to 19.",
        HelpName = "HOW",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _window = new("--window")
    {
        Description = "Memory for sent bytes that a node may need again.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "64M",
    };

    /// <param name="isRequired">True when the number of nodes is not known otherwise.</param>
    public RendezvousOptions(bool isRequired) =>
        _nodes = new Option<int?>("--nodes", "-n")
        {
            Description = "Start as soon as this number of nodes has joined.",
            HelpName = "N",
            Required = isRequired,
        };

    public void AddTo(Command command)
    {
        command.AddOptions("Nodes", _nodes, _least, _wait, _rounds);
        command.AddOptions("Sending", _compress, _window);
    }

    /// <param name="otherwise">The number of nodes that may join. It is waited for when <c>--nodes</c> is not given. null: any
    /// number may join, and <c>--nodes</c> is needed.</param>
    /// <exception cref="UsageException">They do not go together.</exception>
    public SenderOptions Plan(ParseResult parsed, SharedOptions shared, BytePath session, int? otherwise)
    {
        var nodes =
            parsed.GetValue(_nodes)
            ?? otherwise
            ?? throw new UsageException("--nodes N is missing: the number of nodes to wait for");
        if (nodes < 1)
            throw new UsageException($"--nodes: {nodes} is not a number of nodes");
        if (nodes > otherwise)
            throw new UsageException($"--nodes: {nodes} nodes are awaited, and --only admits {otherwise}");
        var patience = parsed.GetValue(_wait) is { } time ? DurationParser.Parse(time, "--wait") : (System.TimeSpan?)null;
        var least = parsed.GetValue(_least);
        if (least is not null && patience is null)
            throw new UsageException("--min goes with --wait");
        if (least < 1 || least > nodes)
            throw new UsageException($"--min: {least} is not a number from 1 to the {nodes} of --nodes");
        var rounds = parsed.GetValue(_rounds);
        if (rounds < 1)
            throw new UsageException($"--rounds: {rounds} is not a number of rounds");
        return new SenderOptions
        {
            Session = session,
            Nodes = nodes,
            Token = shared.Door.Token(parsed),
            Bind = shared.Door.Bind(parsed),
            ControlPort = shared.Door.Port(parsed),
            DataPort = shared.DataPort(parsed),
            Compression = ParseCompression(parsed.GetRequiredValue(_compress)),
            Window = WindowSize.Parse(parsed.GetRequiredValue(_window)),
            Patience = patience,
            Least = least ?? 1,
            Rounds = rounds ?? int.MaxValue,
        };
    }

    private static Compression ParseCompression(string word)
    {
        try
        {
            return Compression.Parse(word);
        }
        catch (System.FormatException e)
        {
            throw new UsageException($"--compress: {e.Message}");
        }
    }
}
