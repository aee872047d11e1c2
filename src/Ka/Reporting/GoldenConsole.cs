using System;
using System.Linq;
using Ka.Chain;
using Ka.Figures;
using Ka.Golden;

namespace Ka.Reporting;

/// <summary>A run on the golden node, for people.</summary>
internal sealed class GoldenConsole(Screen screen, bool quiet)
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    private readonly RateMeter _meter = new();
    private TimeSpan _lastLine;

    public void Report(GoldenEvent happened)
    {
        switch (happened)
        {
            case GoldenEvent.Listening e:
                Say($"session '{e.Session}': waiting for {Quantity.Count(e.Expected, "node", "nodes")} on {e.Control}");
                if (e.IsOpen)
                    screen.Line(Colored("OPEN SESSION: whoever asks gets the data, nobody proves who he is", screen.IsLive));
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
                screen.ClearStatus();
                Verdicts(e);
                break;
            case GoldenEvent.NodeStepped e:
                Say($"{e.Address} ({e.Host}): {e.Action}");
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
            case GoldenEvent.Progressed e:
                Progress(e);
                break;
            case GoldenEvent.NodeChanged e:
                screen.Line($"node {e.Id} {e.Address}: {e.What}");
                break;
            case GoldenEvent.SourceNoted e:
                screen.Line(e.Note);
                break;
            case GoldenEvent.Ended e:
                screen.ClearStatus();
                End(e.Report);
                break;
        }
    }

    private void Verdicts(GoldenEvent.AllJudged judged)
    {
        foreach (var node in judged.Verdicts)
        {
            var verdict = node.Verdict;
            screen.Line(verdict.Fits
                ? $"node {node.Id} {node.Address} ({node.Host}) WILL BE ERASED: {verdict.Disks}"
                : $"node {node.Id} {node.Address} ({node.Host}) does not fit, stays as it is: {verdict.Reasons}");
            if (verdict.Notes.Length > 0)
                screen.Line($"  note: {verdict.Notes}");
        }
    }

    private void Progress(GoldenEvent.Progressed e)
    {
        _meter.Add(e.Elapsed, e.SlowestBytes);
        if (quiet)
            return;
        var nodes = $"{Quantity.Count(e.Nodes, "node", "nodes")}{(e.NodesDone > 0 ? $", {e.NodesDone} done" : "")}";
        var line = ProgressBar.Draw(e.SlowestBytes, e.ExpectedBytes, _meter, e.Elapsed, nodes);
        if (screen.IsLive)
            screen.Status(line);
        else if (e.Elapsed - _lastLine >= s_lineInterval)
        {
            _lastLine = e.Elapsed;
            screen.Line(line);
        }
    }

    // The figures and their order are those that users of the KA method know.
    private void End(RunReport report)
    {
        foreach (var round in report.Rounds)
            EndOfRound(round, report.Rounds.Count);
        foreach (var node in report.Nodes)
        {
            var round = node.Round > 1 ? $" in round {node.Round}" : "";
            var reason = node.Reason.Length > 0 ? $": {node.Reason}" : "";
            var verdict = report.IsUntouched ? "UNTOUCHED" : node.Verdict.ToString().ToUpperInvariant();
            screen.Line($"node {node.Id} {node.Address} ({node.Host}) {verdict}{round}{reason}");
        }
        foreach (var demotion in report.Demotions)
            screen.Line($"node {demotion.Node} {demotion.Address} {Place(demotion)} after {Quantity.Seconds(demotion.After)}: {demotion}");
        if (report.Failure.Length > 0)
            screen.Line($"ka: {report.Failure}");
        if (report.IsUntouched)
            screen.Line("ka: no disk was touched");
        if (report.Missing > 0)
            screen.Line($"{Quantity.Count(report.Missing, "node", "nodes")} never came");
        var hashes = report.Rounds.SelectMany(round => round.Streams).Select(stream => $"{stream.End.Hash:x32}").Distinct().ToList();
        var hash = hashes.Count > 0 && report.Done > 0 ? $", xxh3-128 {string.Join(" and ", hashes)}" : "";
        screen.Line($"{report.Done} of {Quantity.Count(report.Nodes.Count + report.Missing, "node", "nodes")} done{hash}");
    }

    private void EndOfRound(RunReport.Round round, int rounds)
    {
        var which = rounds > 1 ? $"round {round.Number}: " : "";
        if (round.Source.Unreadable > 0)
            screen.Line($"{which}NOT COMPLETE: {Quantity.Count(round.Source.Unreadable, "thing", "things")} could not be read");
        if (round.Source.Changed > 0)
            Say($"{which}{Quantity.Count(round.Source.Changed, "file", "files")} changed while being read");
        if (round.Transfer == TimeSpan.Zero)
            return;
        Say($"{which}Total data sent = {Quantity.Bytes(round.PlainBytes)} ({Quantity.Bytes(round.SealedBytes)} on the wire)");
        Say($"{which}Transfer time = {Quantity.Seconds(round.Transfer)}, throughput = {Quantity.Rate(round.PlainBytes, round.Transfer)}");
        Say($"{which}The pipeline was emptied in {Quantity.Seconds(round.Drain)}");
    }

    private static string Place(Demotion demotion) =>
        $"was {(demotion.IsLeftBehind ? "left behind" : "moved to the end of the chain")} in round {demotion.Round}";

    private void Say(string text)
    {
        if (!quiet)
            screen.Line(text);
    }

    private static string Colored(string text, bool color) => color ? $"\u001b[1;31m{text}\u001b[0m" : text;
}
