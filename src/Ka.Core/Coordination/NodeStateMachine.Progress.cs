using System;

namespace Ka.Coordination;

/// <summary>The events of progress: about two a second while a round runs, and one at the end.</summary>
public sealed partial class NodeStateMachine
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    private TimeSpan _begunAt = now;
    private TimeSpan _progressAt;
    private long? _expected;
    private long _plainBytes;
    private uint _nodesDone;
    private uint _nodesTotal;

    private void BeginProgress()
    {
        (_begunAt, _progressAt, _expected, _plainBytes) = (_now, TimeSpan.Zero, null, 0);
        _isReady = false;
    }

    private void BeginStream(NodeEvent.StreamBegun begun)
    {
        _expected = begun.Before + begun.ExpectedLength;
        Publish(new NodeRunEvent.StreamBegun(begun.Name));
    }

    private void PublishProgress(WindowStats window)
    {
        if (!IsInRound)
            return;
        _plainBytes = window.PlainBytes;
        if (_now - _progressAt < s_progressInterval)
            return;
        _progressAt = _now;
        Publish(new NodeRunEvent.Progressed(_now - _begunAt, window.PlainBytes, window.ReceivedTo, _expected));
    }

    private void PublishEnd(bool done, string reason)
    {
        var received = 0L;
        foreach (var receipt in _receipts)
            received += receipt.PlainLength;
        Publish(
            new NodeRunEvent.Ended(done, reason, Math.Max(received, _plainBytes), _now - _begunAt)
            {
                NodesDone = _nodesDone,
                NodesTotal = _nodesTotal,
                IsRefused = _isRefused,
            }
        );
    }
}
