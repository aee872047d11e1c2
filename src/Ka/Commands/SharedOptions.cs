using System;
using System.CommandLine;
using System.Net;
using Ka.Linux;
using Ka.Net;

namespace Ka.Commands;

/// <summary>What <c>send</c> and <c>recv</c> have in common.</summary>
internal sealed class SharedOptions
{
    public const int DefaultControlPort = 30765;

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "The file with the deployment's token.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Net.Token.DefaultFile,
    };

    private readonly Option<bool> _open = new("--open")
    {
        Description = "No token: whoever asks is let in. What is sent is encrypted all the same.",
    };

    private readonly Option<string?> _bind = new("--bind")
    {
        Description = "Use only the network that has this address of ours.",
        HelpName = "ADDRESS",
    };

    private readonly Option<int> _port = new("--port", "-p")
    {
        Description = "TCP port of the golden node's control connections.",
        HelpName = "PORT",
        DefaultValueFactory = _ => DefaultControlPort,
    };

    private readonly Option<int?> _dataPort = new("--data-port", "-P")
    {
        Description = $"TCP port where this machine serves its neighbour in the chain ({Chain.DataPort.Default}, or any free one when that is taken).",
        HelpName = "PORT",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what went wrong, and the last line." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per event on standard output." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _tokenFile, _open, _bind, _port, _dataPort, _quiet, _json })
            command.Options.Add(option);
    }

    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>null with <c>--open</c>.</summary>
    /// <exception cref="LinuxException">There is no token file.</exception>
    /// <exception cref="FormatException">It is not one.</exception>
    public Token? Token(ParseResult parsed) =>
        parsed.GetValue(_open) ? null : Net.Token.Load(BytePath.FromText(parsed.GetRequiredValue(_tokenFile)));

    public IPAddress Bind(ParseResult parsed) =>
        parsed.GetValue(_bind) is { } text ? Address(text, "--bind") : IPAddress.Any;

    public ushort Port(ParseResult parsed) => CheckedPort(parsed.GetValue(_port), "--port");

    /// <summary>null: none was asked for.</summary>
    public ushort? DataPort(ParseResult parsed) =>
        parsed.GetValue(_dataPort) is { } port ? CheckedPort(port, "--data-port") : null;

    /// <exception cref="UsageException">It is not an address: names are not looked up.</exception>
    public static IPAddress Address(string text, string option) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new UsageException($"{option}: '{BytePath.FromText(text)}' is not an IP address");

    private static ushort CheckedPort(int port, string option) =>
        port is > 0 and <= ushort.MaxValue ? (ushort)port : throw new UsageException($"{option}: {port} is not a port (1 to 65535)");
}
