using System;
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
                Say($"node {e.Id} {e.Address} ({e.Host}) joined: {e.Joined} of {e.Expected}");
                break;
            case GoldenEvent.TurnedAway e:
                screen.Line($"turned away: {e.Reason}");
                break;
            case GoldenEvent.Started e:
                Say($"sending '{e.Stream}' to {Quantity.Count(e.Nodes, "node", "nodes")}");
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
        if (report.Source.Unreadable > 0)
            screen.Line($"NOT COMPLETE: {Quantity.Count(report.Source.Unreadable, "thing", "things")} could not be read");
        if (report.Source.Changed > 0)
            Say($"{Quantity.Count(report.Source.Changed, "file", "files")} changed while being read");
        if (report.Transfer > TimeSpan.Zero)
        {
            Say($"Total data sent = {Quantity.Bytes(report.PlainBytes)} ({Quantity.Bytes(report.SealedBytes)} on the wire)");
            Say($"Transfer time = {Quantity.Seconds(report.Transfer)}, throughput = {Quantity.Rate(report.PlainBytes, report.Transfer)}");
            Say($"The pipeline was emptied in {Quantity.Seconds(report.Drain)}");
        }
        foreach (var node in report.Nodes)
        {
            var reason = node.Reason.Length > 0 ? $": {node.Reason}" : "";
            screen.Line($"node {node.Id} {node.Address} ({node.Host}) {node.Verdict.ToString().ToUpperInvariant()}{reason}");
        }
        if (report.Failure.Length > 0)
            screen.Line($"ka: {report.Failure}");
        var hash = report.Hash is { } value && report.Done > 0 ? $", xxh3-128 {value:x32}" : "";
        screen.Line($"{report.Done} of {Quantity.Count(report.Nodes.Count, "node", "nodes")} done{hash}");
    }

    private void Say(string text)
    {
        if (!quiet)
            screen.Line(text);
    }

    private static string Colored(string text, bool color) => color ? $"\u001b[1;31m{text}\u001b[0m" : text;
}
