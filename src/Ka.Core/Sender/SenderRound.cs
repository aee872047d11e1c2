using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Relay;
using Ka.SealedStream;

namespace Ka.Sender;

/// <summary>One round at the golden node: the source, read once from its beginning, the window that it fills, and the relay that
/// empties it.</summary>
/// <remarks><see cref="Dispose"/> may block while a producer hangs in a read.</remarks>
internal sealed class SenderRound : IDisposable
{
    private readonly IReadOnlyList<IStreamProducer> _producers;
    private readonly Window _window;
    private readonly ProducerThread _pump;

    /// <param name="producers">Owned by the round from here on.</param>
    public SenderRound(IReadOnlyList<IStreamProducer> producers, SenderOptions plan, RoundKeys keys, SenderRoundPorts ports)
    {
        _producers = producers;
        _window = new Window(plan.Window, ports.Wakeup, hasLocalReader: false);
        Relay = new StreamRelay(
            new RelayOptions(keys.Run, 0, keys.ChainKey, ChildExpected: true),
            _window,
            ports.Listener,
            happened => ports.Post(new SenderEvent.Relayed(this, happened))
        );
        _pump = new ProducerThread(
            producers,
            Relay,
            new SealingKey(keys.DataKey, plan.Compression),
            result => ports.Post(new SenderEvent.Produced(this, result))
        );
    }

    public StreamRelay Relay { get; }

    /// <summary>Set when all was read and sealed.</summary>
    public ProducerResult.Completed? Completed { get; set; }

    /// <summary>First position that the window holds.</summary>
    public long Oldest => _window.Positions.Oldest;

    public WindowStats Figures => Measure(_window.Positions);

    public SourceProgress Progress => new(_pump.PlainBytes, _window.Positions.Head, ExpectedLength);

    /// <summary>Plain bytes in the end; null: not known (yet).</summary>
    private long? ExpectedLength =>
        Completed is { } completed
            ? completed.Streams.Sum(stream => stream.End.PlainLength)
            : _producers.Aggregate((long?)0, (sum, producer) => sum + producer.ExpectedLength);

    /// <summary>The memory of the window stays mapped when the producer had to be left behind.</summary>
    public void Dispose()
    {
        _window.Close("the round is over");
        _pump.Dispose();
        Relay.Dispose();
        if (_pump.IsOver)
            _window.Dispose();
    }

    private WindowStats Measure(WindowPositions positions) =>
        new WindowStats
        {
            Oldest = positions.Oldest,
            ReceivedTo = positions.Head,
            Consumed = positions.Consumed,
            PlainBytes = _pump.PlainBytes,
            StalledOnParent = Relay.Stalls.OnParent,
            StalledOnChild = Relay.Stalls.OnChild,
            StalledOnConsumer = Relay.Stalls.OnConsumer,
            ConsumerWaited = default,
        };
}

/// <summary>Ports and callbacks that every round of a run uses.</summary>
/// <param name="Listener">Data port, to which the first node connects.</param>
/// <param name="Wakeup">Of the relay.</param>
/// <param name="Post">Receives <see cref="SenderEvent.Relayed"/> and <see cref="SenderEvent.Produced"/>; must not block.</param>
internal sealed record SenderRoundPorts(Fd Listener, Wakeup Wakeup, Action<SenderEvent> Post);
