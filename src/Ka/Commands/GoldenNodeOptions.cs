using System.CommandLine;
using System.Net;
using Ka.CommandLine;
using Ka.Linux;
using Ka.Operator;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The golden node whose run <c>ka status</c> shows.</summary>
internal sealed class GoldenNodeOptions
{
    private readonly Option<string?> _host = new("--host", "-h")
    {
        Description =
            "The golden node's address. Without it this machine, and when that is no golden node, the one answering a broadcast.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _session = new("--session", "-s")
    {
        Description = "Only the golden node that serves this session.",
        HelpName = "SESSION",
    };

    private readonly Option<int> _port = new("--control-port")
    {
        Description = "TCP port of the golden node's control connections.",
        HelpName = "PORT",
        DefaultValueFactory = _ => ConnectionOptions.DefaultControlPort,
    };

    /// <summary>The heading of these options in the help.</summary>
    public const string Heading = "The table of a run";

    public void AddTo(Command command) => command.AddOptions(Heading, _host, _session, _port);

    /// <summary>Connects to the golden node that is named; without a name to that of this machine, and when it lets us not in,
    /// to a golden node that answers a broadcast.</summary>
    /// <exception cref="HandshakeException">No golden node lets us in.</exception>
    public Connection Enter(ParseResult parsed, Token? token, ControlMessage request)
    {
        var session = parsed.GetValue(_session) is { } name ? SessionName.Parse(name) : default;
        var port = ConnectionOptions.CheckedPort(parsed.GetValue(_port), "--control-port");
        if (parsed.GetValue(_host) is { } host)
            return Enter(new IPEndPoint(ConnectionOptions.Address(host, "--host"), port));
        if (!session.IsEmpty)
            return new GoldenNodeSearch(session, token, IPAddress.Any).Enter(request);
        HandshakeException failure;
        try
        {
            return Enter(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (HandshakeException e)
        {
            // This machine was a guess: another one on the network may be the golden node.
            failure = e;
        }
        try
        {
            return new GoldenNodeSearch(BytePath.FromText(KnownSessions.Install), token, IPAddress.Any).Enter(request);
        }
        catch (HandshakeException e)
        {
            throw new HandshakeException(
                failure.IsFinal ? failure.Message : $"no golden node here, and {e.Message}",
                isFinal: true
            );
        }

        Connection Enter(IPEndPoint server) => new ClientHandshake(session, token).Enter(server, MachineName.Read(), request);
    }
}
