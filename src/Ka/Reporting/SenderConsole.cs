using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>A run on the golden node, for people: lines, and on a terminal a table of all nodes below them.</summary>
/// <remarks>One thread.</remarks>
/// <param name="board">Has each event before <see cref="Report"/> gets it.</param>
internal sealed class SenderConsole(Screen screen, RunStatus board, bool quiet)
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    // The last lines stay in sight above the table.
    private const int Kept = 4;

    private readonly HashSet<string> _notes = new(StringComparer.Ordinal);

    private TimeSpan _lastLine;
    private bool _isPaused = true;

    /// <summary>True when a table shows the progress.</summary>
    private bool IsTable => screen.IsLive && !quiet;

    public void Report(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.Listening e:
                Say($"session '{e.Session}': waiting for {Quantity.Count(e.Expected, "node", "nodes")} on {e.Control}");
                if (e.IsOpen)
                    screen.Line(
                        Colored("OPEN SESSION: every node that asks gets the data, no peer is authenticated", screen.IsLive)
                    );
                Pause(false);
                break;
            case RunEvent.NodeJoined e:
                Say(
                    $"node {e.Node.Id} {e.Node.Address} ({e.Node.Host}) joined: "
                        + $"{(e.Round == 1 ? $"{e.Joined} of {e.Expected}" : $"waits for round {e.Round}")}"
                );
                break;
            case RunEvent.NodeDescribed e:
                Say($"{e.Node.Address} {e.Node.Host}: {InventoryText.Describe(e.Inventory)}");
                break;
            case RunEvent.NodeJudged e:
                Say($"{e.Node.Address} ({e.Node.Host}): {(e.Verdict.Fits ? "the plan fits" : "THE PLAN DOES NOT FIT")}");
                break;
            case RunEvent.AllJudged e:
                // The operator may be asked now, below the verdicts.
                Pause(true);
                Verdicts(e);
                break;
            case RunEvent.NodeReached { Stage: NodeStage.Making or NodeStage.Receiving or NodeStage.Gone }:
                Pause(false);
                break;
            case RunEvent.NodeStepped { Step.Kind: StepKind.Note } e:
                // What all nodes say is shown once; the run's directory has it of each.
                if (_notes.Add(e.Step.Detail))
                    screen.Line($"{e.Node.Address} ({e.Node.Host}): {StepText.Describe(e.Step)}");
                break;
            case RunEvent.NodeStepped e when !IsTable:
                Say($"{e.Node.Address} ({e.Node.Host}): {StepText.Describe(e.Step)}");
                break;
            case RunEvent.Rejected e:
                screen.Line($"turned away: {e.Reason}");
                break;
            case RunEvent.ToldToGo e:
                Say($"start requested by {e.Address} ({e.Host})");
                break;
            case RunEvent.Started e:
                _lastLine = TimeSpan.Zero;
                Say(
                    $"{(e.Round > 1 ? $"round {e.Round}: " : "")}sending "
                        + $"{string.Join(", ", e.Streams.Select(stream => $"'{stream}'"))} to "
                        + $"{Quantity.Count(e.Nodes, "node", "nodes")}"
                );
                break;
            case RunEvent.Progressed e when !IsTable && !quiet && e.Elapsed - _lastLine >= s_lineInterval:
                _lastLine = e.Elapsed;
                screen.Line(RunTable.Bar(board.Snapshot()));
                break;
            case RunEvent.BootsAwaited e:
                Say(
                    $"waiting for {Quantity.Count(e.Nodes, "clone", "clones")} to report the first boot, each for "
                        + $"{Quantity.Seconds(e.Patience)}; Ctrl-C ends the wait"
                );
                break;
            case RunEvent.NodeBooted e:
                Say($"{e.Node.Address} ({e.Node.Host}) booted after {Quantity.Seconds(e.After)}: {BootText.Summary(e.Report)}");
                break;
            case RunEvent.NodeNotBooted e:
                screen.Line($"{e.Node.Address} ({e.Node.Host}) HAS NOT BOOTED: {e.Reason}");
                break;
            case RunEvent.NodeChanged e:
                screen.Line($"node {e.Node.Id} {e.Node.Address}: {e.What}");
                break;
            case RunEvent.NodeReturned e:
                screen.Line($"node {e.Node.Id} {e.Node.Address}: is back and goes on");
                break;
            case RunEvent.NetworkLost e:
                screen.Line(
                    $"no node answers any more: check this machine's network; the run is held for {Quantity.Seconds(e.Patience)}"
                );
                break;
            case RunEvent.NetworkBack e:
                screen.Line($"nodes are heard again, after {Quantity.Seconds(e.Silence)}");
                break;
            case RunEvent.Dropped e:
                screen.Line($"{e.Events} messages are missing here: this terminal was stopped or too slow");
                break;
            case RunEvent.SourceNoted e:
                screen.Line(e.Note);
                break;
            case RunEvent.Ended e:
                Pause(true);
                foreach (var line in ReportText.Lines(e.Report, quiet))
                    screen.Line(line);
                break;
        }
    }

    /// <summary>Draws the table. To be called about twice a second.</summary>
    public void Draw()
    {
        if (IsTable && !_isPaused)
            screen.Status(RunTable.Draw(board.Snapshot(), screen.Width, screen.Height - Kept));
    }

    private void Verdicts(RunEvent.AllJudged judged)
    {
        foreach (var (node, verdict) in judged.Verdicts)
        {
            screen.Line(
                verdict.Fits
                    ? $"node {node.Id} {node.Address} ({node.Host}) WILL BE ERASED: {VerdictText.Disks(verdict)}"
                    : $"node {node.Id} {node.Address} ({node.Host}) does not fit, stays as it is: {VerdictText.Reasons(verdict)}"
            );
            if (verdict.Notes.Count > 0)
                screen.Line($"  note: {VerdictText.Notes(verdict)}");
        }
    }

    private void Pause(bool isPaused)
    {
        if (isPaused && !_isPaused)
            screen.ClearStatus();
        _isPaused = isPaused;
    }

    private void Say(string text)
    {
        if (!quiet)
            screen.Line(text);
    }

    private static string Colored(string text, bool color) => color ? $"\u001b[1;31m{text}\u001b[0m" : text;
}
