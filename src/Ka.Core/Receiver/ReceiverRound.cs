using System;
using Ka.Coordination;
using Ka.Linux;
using Ka.Relay;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>One round at a node: the window that the parent fills, the relay to the child, and the consumer.</summary>
internal sealed class ReceiverRound : IReceiverRound, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Window _window;
    private readonly StreamRelay _relay;
    private readonly ConsumerThread _consumer;
    private readonly Action<ReceiverRound, NodeEvent> _post;
    private bool _isEnding;
    private bool _isOver;

    /// <param name="post">Is called with the events of the round on its threads; must not block.</param>
    public ReceiverRound(NodeAction.Begin begin, ReceiverRoundOptions options, Action<ReceiverRound, NodeEvent> post)
    {
        _post = post;
        _window = new Window(options.Window, options.Wakeup, hasLocalReader: true);
        var relay = new RelayOptions(begin.Start.Run, begin.Node, begin.Start.ChainKey, begin.ChildExpected);
        _relay = new StreamRelay(relay, _window, options.Listener, OnRelay);
        _consumer = new ConsumerThread(_window, begin.Start.DataKey, options.Consumer, happened => post(this, happened));
    }

    /// <summary>The figures of this moment. Any thread.</summary>
    public WindowStats Figures => Measure(_window.Positions);

    /// <summary>Carries out an action that needs a round.</summary>
    public void Do(NodeAction action)
    {
        switch (action)
        {
            case NodeAction.ConnectParent connect:
                _relay.ConnectParent(connect.Epoch, connect.Parent, connect.Address);
                break;
            case NodeAction.DropParent:
                _relay.DisconnectParent();
                break;
            case NodeAction.AnswerChild { Request: RelayChildRequest request } answer:
                _relay.Answer(request.Connection, answer.Status);
                break;
            case NodeAction.ExpectChild expect:
                _relay.ExpectChild(expect.Expected);
                break;
        }
    }

    /// <summary>Ends relay, consumer and window. May be called again until it succeeds, by one thread at a time.</summary>
    /// <returns>false: the consumer has not ended in that time.</returns>
    public bool TryEnd(string reason, TimeSpan patience)
    {
        if (!_isEnding)
        {
            _isEnding = true;
            _window.Close(reason);
            _relay.Dispose();
        }
        if (_isOver || !_consumer.Join(patience))
            return _isOver;
        _window.Dispose();
        return _isOver = true;
    }

    /// <summary>Ends the round. A consumer that hangs in a dead disk, and the window's memory, stay behind.</summary>
    public void Dispose() => TryEnd("the run is over", s_patience);

    private WindowStats Measure(WindowPositions positions) =>
        new WindowStats
        {
            Oldest = positions.Oldest,
            ReceivedTo = positions.Head,
            Consumed = positions.Consumed,
            PlainBytes = _consumer.PlainBytes,
            StalledOnParent = _relay.Stalls.OnParent,
            StalledOnChild = _relay.Stalls.OnChild,
            StalledOnConsumer = _relay.Stalls.OnConsumer,
            ConsumerWaited = _window.ReaderWaited,
        };

    private void OnRelay(RelayEvent happened)
    {
        NodeEvent? ours = happened switch
        {
            RelayEvent.ParentConnected connected => new NodeEvent.ParentAttached(connected.Epoch, Figures),
            RelayEvent.ParentLost lost => new NodeEvent.ParentFailed(
                lost.Epoch,
                lost.Position,
                lost.Cause,
                lost.Oldest,
                lost.Reason
            ),
            RelayEvent.ChildRequested asked => new NodeEvent.ChildAsked(
                new RelayChildRequest(asked.Request, _window.Positions.Oldest)
            ),
            RelayEvent.EndReached end => new NodeEvent.StreamEnded(end.Position),
            RelayEvent.Failed failed => new NodeEvent.RelayFailed(failed.Reason),
            _ => null,
        };
        if (ours is not null)
            _post(this, ours);
    }
}

/// <summary>Settings and resources of a round.</summary>
/// <param name="Window">Bytes between the network and the consumer.</param>
/// <param name="Listener">The data port, where the child connects; stays the caller's.</param>
/// <param name="Wakeup">Wakes the relay; stays the caller's.</param>
internal sealed record ReceiverRoundOptions(long Window, IStreamConsumer Consumer, Fd Listener, Wakeup Wakeup);
