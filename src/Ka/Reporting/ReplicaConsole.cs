using System;
using Ka.Figures;
using Ka.Replica;

namespace Ka.Reporting;

/// <summary>A run on a node, for people.</summary>
internal sealed class ReplicaConsole(Screen screen, bool quiet)
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(10);

    private readonly RateMeter _meter = new();
    private TimeSpan _lastLine;

    public void Report(ReplicaEvent happened)
    {
        switch (happened)
        {
            case ReplicaEvent.Searching e:
                Say($"looking for the golden node of session '{e.Session}'");
                break;
            case ReplicaEvent.NotYet e:
                screen.Line(e.Reason);
                break;
            case ReplicaEvent.Joined e:
                Say($"joined golden node {e.Server} as node {e.Id}");
                break;
            case ReplicaEvent.Waiting e:
                Say($"waiting: {e.Present} of {Quantity.Count(e.Expected, "node", "nodes")}");
                break;
            case ReplicaEvent.Started e:
                _lastLine = TimeSpan.Zero;
                Say($"started: place {e.Index} of {e.Total} in the chain");
                break;
            case ReplicaEvent.Judged e:
                screen.Line(e.Verdict.Fits ? $"the plan fits: {VerdictText.Disks(e.Verdict)}; nothing is touched yet" : $"THE PLAN DOES NOT FIT, nothing is touched: {VerdictText.Reasons(e.Verdict)}");
                break;
            case ReplicaEvent.Proceeding:
                screen.Line("the golden node says go: the disks are erased now");
                break;
            case ReplicaEvent.Stepped e:
                Say(StepText.Describe(e.Step));
                break;
            case ReplicaEvent.Printed e:
                Say(e.Line);
                break;
            case ReplicaEvent.StreamBegun e:
                Say($"receiving '{e.Name}'");
                break;
            case ReplicaEvent.LeftBehind e:
                screen.Line($"LEFT BEHIND, waiting for the next round: {e.Reason}");
                break;
            case ReplicaEvent.ParentChanged e:
                screen.Line(e.What);
                break;
            case ReplicaEvent.Progressed e:
                Progress(e);
                break;
            case ReplicaEvent.Noted e:
                screen.Line(e.Note);
                break;
            case ReplicaEvent.Ended e:
                screen.ClearStatus();
                End(e);
                break;
        }
    }

    private void Progress(ReplicaEvent.Progressed e)
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

    private void End(ReplicaEvent.Ended e)
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
