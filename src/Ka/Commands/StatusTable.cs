using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using Ka.CommandLine;
using Ka.Formatting;
using Ka.Linux;
using Ka.Operator;
using Ka.Reporting;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka status</c> without a node: the table of a run, from anywhere that has the token.</summary>
internal sealed class StatusTable
{
    private readonly GoldenNodeOptions _golden = new();

    private readonly Option<bool> _once = new("--once") { Description = "Show the table once, and do not follow the run." };

    public void AddTo(Command command)
    {
        _golden.AddTo(command);
        command.AddOptions(GoldenNodeOptions.Heading, _once);
    }

    /// <summary>Reads the rows of the table once.</summary>
    /// <param name="reason">Why there are none; empty when there is a table.</param>
    /// <returns>Empty without a golden node.</returns>
    public IReadOnlyList<NodeRow> TryRead(ParseResult parsed, Token? token, out string reason)
    {
        IReadOnlyList<NodeRow> rows = [];
        reason = "";
        try
        {
            using var connection = _golden.Enter(parsed, token, new RunSummaryRequest(Follow: false));
            new SummaryFollower(view => rows = view.Rows).Run(
                connection,
                follow: false,
                Deadline.After(Timeout.InfiniteTimeSpan)
            );
        }
        catch (Exception e) when (e is HandshakeException or ProtocolException)
        {
            reason = e.Message;
        }
        return rows;
    }

    /// <summary>Follows it on a terminal, shows it once otherwise.</summary>
    /// <exception cref="HandshakeException">No golden node, or it will not have us.</exception>
    public int Run(ParseResult parsed, Token? token, bool isJson, TimeSpan? limit)
    {
        var screen = new Screen(isOutput: true);
        var lines = isJson ? new JsonLineWriter() : null;
        var follow = (screen.IsLive || limit is not null) && !parsed.GetValue(_once);
        RunView? last = null;
        using var interruption = new ShutdownSignal();
        var watch = new SummaryFollower(Show);
        var isInterrupted = false;
        interruption.Requested += () =>
        {
            isInterrupted = true;
            watch.Stop();
        };
        var deadline = Deadline.After(limit ?? Timeout.InfiniteTimeSpan);
        try
        {
            using var connection = _golden.Enter(parsed, token, new RunSummaryRequest(follow));
            watch.Run(connection, follow, deadline);
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
}
