using System.CommandLine;
using Ka.CommandLine;

namespace Ka.Commands;

/// <summary>The options that the two sides of a run share, beside <see cref="ConnectionOptions"/>.</summary>
internal sealed class SharedOptions(ConnectionOptions door)
{
    private readonly Option<int?> _dataPort = new("--data-port", "-P")
    {
        Description =
            $"TCP port where this machine serves its neighbour in the chain ({Relay.DataPort.Default}, or any free one "
            + "when that is taken).",
        HelpName = "PORT",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what went wrong, and the last line." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per event on standard output." };

    public ConnectionOptions Door { get; } = door;

    public void AddTo(Command command)
    {
        Door.AddTo(command);
        command.AddOptions("Connections", _dataPort);
        command.AddOptions("Output", _quiet, _json);
    }

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>null: none was asked for.</summary>
    /// <exception cref="UsageException">It is not a port.</exception>
    public ushort? DataPort(ParseResult parsed) =>
        parsed.GetValue(_dataPort) is { } port ? ConnectionOptions.CheckedPort(port, "--data-port") : null;
}
