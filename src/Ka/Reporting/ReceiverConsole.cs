using System;
using Ka.Figures;
using Ka.Receiver;

namespace Ka.Reporting;

/// <summary>A run on a node, for people.</summary>
internal sealed class ReceiverConsole(Screen screen, bool quiet)
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    private readonly RateMeter _meter = new();
    private TimeSpan _lastLine;

    public void Report(ReceiverEvent happened)
    {
        switch (happened)
        {
            case ReceiverEvent.Searching e:
                Say($"looking for the golden node of session '{e.Session}'");
                break;
            case ReceiverEvent.NotYet e:
                screen.Line(e.Reason);
                break;
            case ReceiverEvent.Joined e:
                Say($"joined golden node {e.Server} as node {e.Id}");
                break;
            case ReceiverEvent.Waiting e:
                Say($"waiting: {e.Present} of {Quantity.Count(e.Expected, "node", "nodes")}");
                break;
            case ReceiverEvent.Started e:
                _lastLine = TimeSpan.Zero;
                Say($"started: place {e.Index} of {e.Total} in the chain");
                break;
            case ReceiverEvent.Judged e:
                screen.Line(e.Verdict.Fits ? $"the plan fits: {VerdictText.Disks(e.Verdict)}; nothing is touched yet" : $"THE PLAN DOES NOT FIT, nothing is touched: {VerdictText.Reasons(e.Verdict)}");
                break;
            case ReceiverEvent.Proceeding:
                screen.Line("the golden node says go: the disks are erased now");
                break;
            case ReceiverEvent.Stepped e:
                Say(StepText.Describe(e.Step));
                break;
            case ReceiverEvent.Printed e:
                Say(e.Line);
                break;
            case ReceiverEvent.StreamBegun e:
                Say($"receiving '{e.Name}'");
                break;
            case ReceiverEvent.LeftBehind e:
                screen.Line($"LEFT BEHIND, waiting for the next round: {e.Reason}");
                break;
            case ReceiverEvent.ParentChanged e:
                screen.Line(e.What);
                break;
            case ReceiverEvent.Progressed e:
                Progress(e);
                break;
            case ReceiverEvent.Noted e:
                screen.Line(e.Note);
                break;
            case ReceiverEvent.Ended e:
                screen.ClearStatus();
                End(e);
                break;
        }
    }

    private void Progress(ReceiverEvent.Progressed e)
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

    private void End(ReceiverEvent.Ended e)
    {
        if (e.PlainBytes > 0)
            Say($"Total data received = {Quantity.Bytes(e.PlainBytes)}, elapsed time = {Quantity.Seconds(e.Elapsed)}, "
                + $"throughput = {Quantity.Rate(e.PlainBytes, e.Elapsed)}");
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
