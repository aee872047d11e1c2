using System;
using Ka.Coordination;
using Ka.Formatting;
using Ka.Receiver;

namespace Ka.Reporting;

/// <summary>A node's run as lines on the terminal.</summary>
/// <param name="quiet">Only what went wrong, the verdict, and the last line.</param>
internal sealed class NodeConsole(Screen screen, bool quiet)
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    private readonly RateMeter _meter = new();
    private TimeSpan _lastLine;

    /// <summary>Shows an event. One thread.</summary>
    public void Report(NodeRunEvent happened)
    {
        if (happened is NodeRunEvent.Progressed progressed)
            Progress(progressed);
        else if (happened is NodeRunEvent.Ended ended)
            End(ended);
        else if (Important(happened) is { } line)
            screen.Line(line);
        else if (Usual(happened) is { } text)
            Say(text);
        if (happened is NodeRunEvent.Started)
            _lastLine = TimeSpan.Zero;
    }

    private static string? Important(NodeRunEvent happened) =>
        happened switch
        {
            NodeRunEvent.NotYet e => e.Reason,
            NodeRunEvent.Judged { Verdict.Fits: true } e =>
                $"the plan fits: {VerdictText.Disks(e.Verdict)}; nothing is touched yet",
            NodeRunEvent.Judged e => $"THE PLAN DOES NOT FIT, nothing is touched: {VerdictText.Reasons(e.Verdict)}",
            NodeRunEvent.Proceeding => "the golden node says go: the disks are erased now",
            _ => NodeRunText.Warning(happened),
        };

    private static string? Usual(NodeRunEvent happened) =>
        happened switch
        {
            NodeRunEvent.Searching e => $"looking for the golden node of session '{e.Session}'",
            NodeRunEvent.Joined e => $"joined golden node {e.Server} as node {e.Id}",
            NodeRunEvent.Waiting e => $"waiting: {e.Present} of {Quantity.Count(e.Expected, "node", "nodes")}",
            NodeRunEvent.Started e => $"started: place {e.Index} of {e.Total} in the chain",
            NodeRunEvent.Stepped e => StepText.Describe(e.Step),
            NodeRunEvent.Printed e => e.Line,
            NodeRunEvent.StreamBegun e => $"receiving '{e.Name}'",
            _ => null,
        };

    private void Progress(NodeRunEvent.Progressed e)
    {
        _meter.Add(e.Elapsed, e.PlainBytes);
        if (quiet)
            return;
        var line = ProgressBar.Draw(e.PlainBytes, e.ExpectedBytes, _meter, e.Elapsed, "");
        if (screen.IsLive)
            screen.Status(line);
        else if (e.Elapsed - _lastLine >= s_lineInterval)
        {
            _lastLine = e.Elapsed;
            screen.Line(line);
        }
    }

    private void End(NodeRunEvent.Ended e)
    {
        screen.ClearStatus();
        if (e.PlainBytes > 0)
            Say(
                $"Total data received = {Quantity.Bytes(e.PlainBytes)}, elapsed time = {Quantity.Seconds(e.Elapsed)}, "
                    + $"throughput = {Quantity.Rate(e.PlainBytes, e.Elapsed)}"
            );
        screen.Line(e.IsDone ? "done" : $"ka: FAILED: {e.Reason}");
        if (e.NodesTotal > 0 && e.NodesDone > 0)
            Say($"{e.NodesDone} of {Quantity.Count(e.NodesTotal, "node", "nodes")} done");
    }

    private void Say(string text)
    {
        if (!quiet)
            screen.Line(text);
    }
}
