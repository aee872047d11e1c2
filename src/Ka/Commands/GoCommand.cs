using System;
using System.CommandLine;
using System.Net;
using Ka.Operator;

namespace Ka.Commands;

/// <summary><c>ka go</c>: an operator does not wait for more nodes.</summary>
internal sealed class GoCommand
{
    private readonly Argument<string?> _host = new("HOST")
    {
        Description = "The golden node's address; this machine when neither it nor a session is given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _session = new("--session", "-s")
    {
        Description = "Find the golden node that serves this session, by broadcast.",
        HelpName = "SESSION",
    };

    private readonly ConnectionOptions _door = new();

    public static Command Create()
    {
        var options = new GoCommand();
        var command = new Command(
            "go",
            """
            Start a waiting run with the nodes that have joined.

            Nodes that join later are served in the next round.

            Examples:
              ka go
              ka go 10.0.1.40
              ka go -s room12

            Exit status: 0 it starts, 1 it does not, 2 usage.
            """
        )
        {
            options._host,
            options._session,
        };
        options._door.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (host, session) = (parsed.GetValue(_host), parsed.GetValue(_session));
        var address =
            host is not null ? ConnectionOptions.Address(host, "HOST")
            : session is null ? IPAddress.Loopback
            : null;
        var call = new OperatorCall(
            session is null ? default : SessionName.Parse(session),
            _door.Token(parsed),
            _door.Bind(parsed)
        );
        var nodes = call.Go(address is null ? null : new IPEndPoint(address, _door.Port(parsed)));
        Console.Out.WriteLine($"started with {nodes} {(nodes == 1 ? "node" : "nodes")}");
        return (int)ExitCode.Done;
    }
}
