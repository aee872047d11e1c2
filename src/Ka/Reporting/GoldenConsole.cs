using System;
using System.Linq;
using System.Threading;
using Ka.Figures;
using Ka.Golden;
using Ka.Wire;

namespace Ka.Reporting;

/// <summary>A run on the golden node, for people: lines, and on a terminal a table of all nodes below them.</summary>
/// <param name="board">Told of each event before we are.</param>
internal sealed class GoldenConsole(Screen screen, RunBoard board, bool quiet) : IDisposable
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_tableInterval = TimeSpan.FromMilliseconds(500);

    // The last lines that were said stay in sight above the table.
    private const int Kept = 4;

    private readonly object _drawing = new();
    private TimeSpan _lastLine;
    private Timer? _timer;
    private bool _isPaused;

    /// <summary>The table tells it, too.</summary>
    private bool IsTable => screen.IsLive && !quiet;

    public void Report(GoldenEvent happened)
    {
        switch (happened)
        {
            case GoldenEvent.Listening e:
                Say($"session '{e.Session}': waiting for {Quantity.Count(e.Expected, "node", "nodes")} on {e.Control}");
                if (e.IsOpen)
                    screen.Line(Colored("OPEN SESSION: whoever asks gets the data, nobody proves who he is", screen.IsLive));
                if (IsTable)
                    _timer = new Timer(_ => Draw(), null, s_tableInterval, s_tableInterval);
                break;
            case GoldenEvent.NodeJoined e:
                Say($"node {e.Id} {e.Address} ({e.Host}) joined: {(e.Round == 1 ? $"{e.Joined} of {e.Expected}" : $"waits for round {e.Round}")}");
                break;
            case GoldenEvent.NodeDescribed e:
                Say($"{e.Address} {e.Host}: {InventoryText.Describe(e.Inventory)}");
                break;
            case GoldenEvent.NodeJudged e:
                Say($"{e.Address} ({e.Host}): {(e.Verdict.Fits ? "the plan fits" : "THE PLAN DOES NOT FIT")}");
                break;
            case GoldenEvent.AllJudged e:
                // The operator may be asked now, below the verdicts.
                Pause(true);
                Verdicts(e);
                break;
            case GoldenEvent.NodeReached { Stage: NodeStage.Making or NodeStage.Receiving }:
                Pause(false);
                break;
            case GoldenEvent.NodeStepped e when !IsTable:
                Say($"{e.Address} ({e.Host}): {StepText.Describe(e.Step)}");
                break;
            case GoldenEvent.TurnedAway e:
                screen.Line($"turned away: {e.Reason}");
                break;
            case GoldenEvent.ToldToGo e:
                Say($"told to start now by {e.Address} ({e.Host})");
                break;
            case GoldenEvent.Started e:
                _lastLine = TimeSpan.Zero;
                Say($"{(e.Round > 1 ? $"round {e.Round}: " : "")}sending {string.Join(", ", e.Streams.Select(stream => $"'{stream}'"))} to {Quantity.Count(e.Nodes, "node", "nodes")}");
                break;
            case GoldenEvent.Progressed e when !IsTable && !quiet && e.Elapsed - _lastLine >= s_lineInterval:
                _lastLine = e.Elapsed;
                screen.Line(BoardTable.Bar(board.Look()));
                break;
            case GoldenEvent.NodeChanged e:
                screen.Line($"node {e.Id} {e.Address}: {e.What}");
                break;
            case GoldenEvent.SourceNoted e:
                screen.Line(e.Note);
                break;
            case GoldenEvent.Ended e:
                Pause(true);
                Dispose();
                foreach (var line in ReportText.Lines(e.Report, quiet))
                    screen.Line(line);
                break;
        }
    }

    /// <summary>The table is drawn no more.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Verdicts(GoldenEvent.AllJudged judged)
    {
        foreach (var node in judged.Verdicts)
        {
            var verdict = node.Verdict;
            screen.Line(verdict.Fits
                ? $"node {node.Id} {node.Address} ({node.Host}) WILL BE ERASED: {VerdictText.Disks(verdict)}"
                : $"node {node.Id} {node.Address} ({node.Host}) does not fit, stays as it is: {VerdictText.Reasons(verdict)}");
            if (verdict.Notes.Count > 0)
                screen.Line($"  note: {VerdictText.Notes(verdict)}");
        }
    }

    private void Draw()
    {
        lock (_drawing)
            if (!_isPaused)
                screen.Status(BoardTable.Draw(board.Look(), screen.Width, screen.Height - Kept));
    }

    private void Pause(bool isPaused)
    {
        lock (_drawing)
        {
            if (isPaused && !_isPaused)
                screen.ClearStatus();
            _isPaused = isPaused;
        }
    }

    private void Say(string text)
    {
        if (!quiet)
            screen.Line(text);
    }

    private static string Colored(string text, bool color) => color ? $"\u001b[1;31m{text}\u001b[0m" : text;
}
