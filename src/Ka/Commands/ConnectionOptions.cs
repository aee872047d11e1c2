using System;
using System.CommandLine;
using System.Net;
using Ka.CommandLine;
using Ka.Linux;
using Ka.Transport;

namespace Ka.Commands;

/// <summary>The options by which golden node, nodes and operators find and authenticate each other.</summary>
internal sealed class ConnectionOptions
{
    public const int DefaultControlPort = 30765;

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "The file with the deployment's token.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Transport.Token.DefaultFile,
    };

    private readonly Option<bool> _open = new("--open")
    {
        Description = "No token: every machine that asks is served. What is sent is encrypted all the same.",
    };

    private readonly Option<string?> _bind = new("--bind")
    {
        Description = "The local address to use; other networks are left alone.",
        HelpName = "ADDRESS",
    };

    private readonly Option<int> _port;

    /// <param name="portLetter">null where -p is something else.</param>
    public ConnectionOptions(string? portLetter = "-p") =>
        _port = new Option<int>("--port", portLetter is null ? [] : [portLetter])
        {
            Description = "TCP port of the golden node's control connections.",
            HelpName = "PORT",
            DefaultValueFactory = _ => DefaultControlPort,
        };

    public void AddTo(Command command)
    {
        command.AddOptions("Connections", _tokenFile, _open, _bind, _port);
    }

    /// <summary>null with <c>--open</c>.</summary>
    /// <exception cref="SetupException">There is no token file.</exception>
    /// <exception cref="FormatException">It is not one.</exception>
    public Token? Token(ParseResult parsed) => parsed.GetValue(_open) ? null : Load(parsed.GetRequiredValue(_tokenFile));

    /// <summary>null with <c>--open</c>. A file that is missing is made.</summary>
    /// <exception cref="LinuxException">It cannot be read or made.</exception>
    /// <exception cref="FormatException">It holds no token, or others may read it.</exception>
    public Token? TokenOrNew(ParseResult parsed) =>
        parsed.GetValue(_open) ? null : TokenFile.LoadOrMake(BytePath.FromText(parsed.GetRequiredValue(_tokenFile)));

    /// <summary>Reads a token file.</summary>
    /// <exception cref="SetupException">The token's file does not exist.</exception>
    /// <exception cref="FormatException">It holds no token.</exception>
    public static Token Load(string file)
    {
        try
        {
            return Transport.Token.Load(BytePath.FromText(file));
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            throw new SetupException(
                $"there is no token '{BytePath.FromText(file)}': make one with 'ka token', copy the golden node's, or use --open"
            );
        }
    }

    /// <exception cref="UsageException">It is not an address.</exception>
    public IPAddress Bind(ParseResult parsed) => parsed.GetValue(_bind) is { } text ? Address(text, "--bind") : IPAddress.Any;

    /// <exception cref="UsageException">It is not a port.</exception>
    public ushort Port(ParseResult parsed) => CheckedPort(parsed.GetValue(_port), "--port");

    /// <exception cref="UsageException">It is not an address: names are not looked up.</exception>
    public static IPAddress Address(string text, string option) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new UsageException($"{option}: '{BytePath.FromText(text)}' is not an IP address");

    /// <exception cref="UsageException">It is not a port.</exception>
    public static ushort CheckedPort(int port, string option) =>
        port is > 0 and <= ushort.MaxValue
            ? (ushort)port
            : throw new UsageException($"{option}: {port} is not a port (1 to 65535)");
}
