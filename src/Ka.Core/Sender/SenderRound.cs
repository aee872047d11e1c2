using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Relay;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>One round at the golden node: the source, read once from its beginning, the window that it fills, and the relay that
/// empties it.</summary>
/// <remarks><see cref="Dispose"/> may block while a producer hangs in a read.</remarks>
internal sealed class SenderRound : ISenderRound
{
    private readonly IReadOnlyList<IStreamProducer> _producers;
    private readonly Window _window;
    private readonly StreamRelay _relay;
    private readonly ProducerThread _pump;
    private readonly Action<SenderEvent> _post;

    /// <param name="producers">Owned by the round from here on.</param>
    public SenderRound(IReadOnlyList<IStreamProducer> producers, SenderOptions plan, RoundKeys keys, SenderRoundPorts ports)
    {
        _producers = producers;
        _post = ports.Post;
        _window = new Window(plan.Window, ports.Wakeup, hasLocalReader: false);
        _relay = new StreamRelay(
            new RelayOptions(keys.Run, 0, keys.ChainKey, ChildExpected: true),
            _window,
            ports.Listener,
            OnRelay
        );
        _pump = new ProducerThread(producers, _relay, new SealingKey(keys.DataKey, plan.Compression), OnProduced);
    }

    public WindowStats Figures => Measure(_window.Positions);

    public SourceProgress Progress => new(_pump.PlainBytes, _window.Positions.Head, ExpectedLength);

    public void Answer(ChildRequest request, AttachStatus status) =>
        _relay.Answer(((SenderChildRequest)request).Connection, status);

    public void ExpectChild(bool expected) => _relay.ExpectChild(expected);

    /// <summary>The memory of the window stays mapped when the producer had to be left behind.</summary>
    public void Dispose()
    {
        _window.Close("the round is over");
        _pump.Dispose();
        _relay.Dispose();
        if (_pump.IsOver)
            _window.Dispose();
    }

    /// <summary>Plain bytes in the end; null: not known (yet).</summary>
    private long? ExpectedLength => _producers.Aggregate((long?)0, (sum, producer) => sum + producer.ExpectedLength);

    private void OnProduced(ProducerResult result)
    {
        switch (result)
        {
            case ProducerResult.Completed completed:
                foreach (var stream in completed.Streams)
                    Post(new CoordinatorEvent.StreamSent(stream));
                Post(new CoordinatorEvent.ProducerEnded(completed.End, completed.Report));
                break;
            case ProducerResult.Failed failed:
                Post(new CoordinatorEvent.ProducerFailed(failed.Reason));
                break;
        }
    }

    private void OnRelay(RelayEvent relayed)
    {
        switch (relayed)
        {
            case RelayEvent.ChildRequested asked:
                _post(new SenderEvent.ChildAsked(this, new SenderChildRequest(asked.Request, _window.Positions.Oldest)));
                break;
            case RelayEvent.Failed failed:
                Post(new CoordinatorEvent.ProducerFailed($"relay: {failed.Reason}"));
                break;
        }
    }

    private void Post(CoordinatorEvent happened) => _post(new SenderEvent.OfRound(this, happened));

    private WindowStats Measure(WindowPositions positions) =>
        new WindowStats
        {
            Oldest = positions.Oldest,
            ReceivedTo = positions.Head,
            Consumed = positions.Consumed,
            PlainBytes = _pump.PlainBytes,
            StalledOnParent = _relay.Stalls.OnParent,
            StalledOnChild = _relay.Stalls.OnChild,
            StalledOnConsumer = _relay.Stalls.OnConsumer,
            ConsumerWaited = default,
        };
}

/// <summary>Ports and callbacks that every round of a run uses.</summary>
/// <param name="Listener">Data port, to which the first node connects.</param>
/// <param name="Wakeup">Of the relay.</param>
/// <param name="Post">Receives <see cref="SenderEvent.OfRound"/>, <see cref="SenderEvent.ChildAsked"/>; must not block.</param>
internal sealed record SenderRoundPorts(Fd Listener, Wakeup Wakeup, Action<SenderEvent> Post);

/// <summary>A child's question with the connection that the answer goes to.</summary>
internal sealed record SenderChildRequest(AttachRequest Connection, long Oldest)
    : ChildRequest(Connection.Attach.Child, Connection.Attach.Epoch, Connection.Attach.Position, Oldest),
        IDisposable
{
    public void Dispose() => Connection.Dispose();
}
