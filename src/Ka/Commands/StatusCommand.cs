using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Logs;
using Ka.Nodes;
using Ka.Operator;
using Ka.Reporting;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka status</c>: what nodes say, and commands on them.</summary>
internal sealed class StatusCommand
{
    public const string Name = "status";

    private static readonly TimeSpan s_commandLimit = TimeSpan.FromMinutes(10);

    private readonly Argument<StatusRequest?> _request = new("NODE")
    {
        Description = $"Nodes: {NodeArguments.Spellings}. Behind the word exec: the command. None: the run's table.",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = StatusRequest.Parse,
    };

    private readonly Option<string> _tokenFile = new("--token-file")
    {
        Description = "The file with the deployment's token.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Token.DefaultFile,
    };

    private readonly Option<bool> _open = new("--open")
    {
        Description = "The deployment has no token. Its nodes run no commands.",
    };

    private readonly Option<int> _port = new("--port", "-p")
    {
        Description = "TCP port of the nodes' log servers.",
        HelpName = "PORT",
        DefaultValueFactory = _ => LogServer.Default,
    };

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "Longest time of a command (10m without it), or of following logs (no limit without it).",
        HelpName = "TIME",
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per event on standard output." };

    private readonly StatusTable _table = new();

    public static Command Create()
    {
        var options = new StatusCommand();
        var command = new Command(
            Name,
            """
            Show the nodes of a run in one table, or the logs of nodes, or run a command on nodes.

            Without NODE: the table of the run on this machine, or on the golden node that answers a broadcast. On a
            terminal it is shown until the run ends; otherwise once.
            With NODE: the node's log, from its start on. Each line begins with the node's address. Type 'exec CMD' there
            to run CMD on every node.
            Hardware addresses and host names are looked up in that table; host names also in /etc/hosts.

            Examples:
              ka status
              ka status --host 10.0.1.40 --once
              ka status 10.0.1.7
              ka status 10.0.1.[1-64]
              ka status node[01-64] exec lsblk -f

            Exit status of a command: its own, the highest of several nodes; 124 its time was over,
            128+N killed by signal N, 255 not run. Without one: 0 followed to the end of --timeout,
            1 no node or golden node accepted the connection, 130 interrupted.
            """
        )
        {
            options._request,
            options._tokenFile,
            options._open,
            options._port,
            options._timeout,
            options._json,
        };
        options._table.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var request = parsed.GetValue(_request);
        var token = parsed.GetValue(_open) ? null : ConnectionOptions.Load(parsed.GetRequiredValue(_tokenFile));
        var limit = parsed.GetValue(_timeout) is { } text ? DurationParser.Parse(text, "--timeout") : (TimeSpan?)null;
        if (limit == TimeSpan.Zero)
            throw new UsageException("--timeout: must be more than 0");
        return request?.Nodes is { } nodes
            ? RunOnNodes(parsed, AddressesOf(parsed, nodes, token), request.Command, token, limit)
            : _table.Run(parsed, token, parsed.GetValue(_json), limit);
    }

    /// <exception cref="UsageException">A name has no address.</exception>
    private IReadOnlyList<IPAddress> AddressesOf(ParseResult parsed, NodeSet nodes, Token? token)
    {
        var (table, reason, hosts) = ((IReadOnlyList<NodeRow>)[], "", Array.Empty<byte>());
        if (!nodes.IsOfAddresses)
        {
            table = _table.TryRead(parsed, token, out reason);
            _ = Files.TryReadAll("/etc/hosts"u8, out hosts);
        }
        try
        {
            return new NodeAddresses(table, HostsFile.Parse(SurrogateEscape.Decode(hosts))).Of(nodes);
        }
        catch (FormatException e)
        {
            throw new UsageException($"status: {e.Message}{(reason.Length > 0 ? $" ({reason})" : "")}");
        }
    }

    private int RunOnNodes(ParseResult parsed, IReadOnlyList<IPAddress> nodes, BytePath? command, Token? token, TimeSpan? limit)
    {
        var port = ConnectionOptions.CheckedPort(parsed.GetValue(_port), "--port");
        using var over = new ManualResetEventSlim();
        LogFollowerGroup? room = null;
        ILogReport report = parsed.GetValue(_json)
            ? new LogJson(new JsonLineWriter())
            : new LogConsole(nodes, isPlain: command is not null && nodes.Count == 1, Leave);
        room = new LogFollowerGroup(
            [.. nodes.Select(node => new IPEndPoint(node, port))],
            token,
            report,
            limit ?? s_commandLimit
        );
        return command is { } text ? Execute(room, text) : Follow(room, limit, over);

        // Our output is not read any more: neither logs nor running commands are needed.
        void Leave()
        {
            over.Set();
            room?.Interrupt();
        }
    }

    private static int Execute(LogFollowerGroup room, BytePath command)
    {
        using var interruption = new ShutdownSignal();
        var isInterrupted = false;
        interruption.Requested += () =>
        {
            isInterrupted = true;
            room.Interrupt();
        };
        var status = room.Execute(command);
        return isInterrupted ? (int)ExitCode.Interrupted : status;
    }

    private static int Follow(LogFollowerGroup room, TimeSpan? limit, ManualResetEventSlim over)
    {
        using var interruption = new ShutdownSignal();
        var isInterrupted = false;
        interruption.Requested += () =>
        {
            isInterrupted = true;
            over.Set();
        };
        room.AllRefused += over.Set;
        room.Follow();
        WorkerThread.Start(
            "typed",
            () => new StandardInputReader().Read(line => Obey(room, line)),
            Report,
            WorkerThread.SmallStack
        );
        var isOver = !over.Wait(limit ?? Timeout.InfiniteTimeSpan);
        room.Stop();
        return (int)(
            isOver ? ExitCode.Done
            : isInterrupted ? ExitCode.Interrupted
            : ExitCode.Failed
        );
    }

    private static void Obey(LogFollowerGroup room, BytePath line)
    {
        var words = line.ToString().Trim();
        if (words.StartsWith(StatusArguments.Exec + " ", StringComparison.Ordinal) && line.Bytes.Length <= WireLimits.Command)
            // Beside what still runs, and in no hurry: what is typed next does not wait for it.
            WorkerThread.Start(
                "typed command",
                () => room.Execute(new BytePath(line.Bytes[(line.Bytes.IndexOf("exec "u8) + "exec "u8.Length)..])),
                Report,
                WorkerThread.SmallStack
            );
        else if (words.Length > 0)
            Console.Error.WriteLine("type: exec CMD");
    }

    private static void Report(Exception failure) => Console.Error.WriteLine($"ka: {failure.Message}");
}
