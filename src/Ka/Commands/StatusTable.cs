using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Net;
using System.Threading;
using Ka.CommandLine;
using Ka.Formatting;
using Ka.Linux;
using Ka.Operator;
using Ka.Reporting;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka status</c> without a node: the table of a run, from anywhere that has the token.</summary>
internal sealed class StatusTable
{
    private const int MostQuestions = 3;

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

    private readonly Option<bool> _once = new("--once") { Description = "Show the table once, and do not follow the run." };

    public void AddTo(Command command)
    {
        command.AddOptions("The table of a run", _host, _session, _port, _once);
    }

    /// <summary>Follows it on a terminal, shows it once otherwise.</summary>
    /// <exception cref="HandshakeException">No golden node, or it will not have us.</exception>
    public int Run(ParseResult parsed, Token? token, bool isJson, TimeSpan? limit)
    {
        var screen = new Screen(isOutput: true);
        var lines = isJson ? new JsonLineWriter() : null;
        var follow = (screen.IsLive || limit is not null) && !parsed.GetValue(_once);
        var session = parsed.GetValue(_session) is { } name ? SessionName.Parse(name) : default;
        RunView? last = null;
        using var interruption = new ShutdownSignal();
        var watch = new SummaryFollower(session, token, Show);
        var isInterrupted = false;
        interruption.Requested += () =>
        {
            isInterrupted = true;
            watch.Stop();
        };
        using var timer = limit is { } time ? new Timer(_ => watch.Stop(), null, time, Timeout.InfiniteTimeSpan) : null;
        try
        {
            Enter(parsed, token, session, server => watch.Run(server, follow));
        }
        finally
        {
            screen.ClearStatus();
        }
        if (last is not null && lines is null && screen.IsLive)
            Print(last);
        return (int)(isInterrupted ? ExitCode.Interrupted : ExitCode.Done);

        void Show(RunView view)
        {
            last = view;
            if (lines is not null)
                lines.Write("board", json => RunSummaryJson.Write(json, view));
            else if (screen.IsLive && follow)
                screen.Status(RunTable.Draw(view, screen.Width, screen.Height - 1));
            else if (!screen.IsLive)
                Print(view);
        }

        void Print(RunView view)
        {
            foreach (var line in RunTable.Draw(view, screen.IsLive ? screen.Width : int.MaxValue))
                screen.Line(line);
        }
    }

    /// <summary>Finds the golden node as <c>ka go</c> does, but without a message when it is not this machine.</summary>
    private void Enter(ParseResult parsed, Token? token, BytePath session, Action<IPEndPoint> look)
    {
        var port = ConnectionOptions.CheckedPort(parsed.GetValue(_port), "--control-port");
        if (parsed.GetValue(_host) is { } host)
        {
            look(new IPEndPoint(ConnectionOptions.Address(host, "--host"), port));
            return;
        }
        try
        {
            if (session.IsEmpty)
            {
                look(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
        }
        catch (HandshakeException e) when (!e.IsFinal)
        {
            // Not here: another machine on the network may be the golden node.
        }
        look(Find(token, session.IsEmpty ? BytePath.FromText(KnownSessions.Install) : session));
    }

    private static IPEndPoint Find(Token? token, BytePath session)
    {
        using var search = new DiscoveryClient(session, token, IPAddress.Any);
        for (var i = 0; i < MostQuestions; i++)
            if (search.Ask(TimeSpan.FromSeconds(1)) is { } server)
                return server;
        throw new HandshakeException(
            search.Rejected is { } reason
                ? $"golden node {reason}"
                : $"no golden node here, and no answer for session '{session}' on any network with carrier",
            isFinal: true
        );
    }
}
