using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Chain;
using Ka.Coordination;
using Ka.Linux;
using Ka.Sealing;

namespace Ka.Golden;

/// <summary>One round at the golden node: the source, read once from its beginning, the window that it fills, and the relay that
/// empties it.</summary>
internal sealed class Transmission : IDisposable
{
    private readonly IReadOnlyList<IStreamProducer> _producers;
    private readonly Window _window;
    private readonly StreamPump _pump;

    /// <param name="producers">Ours from here on.</param>
    /// <param name="listener">Where the first node comes to; stays the caller's.</param>
    /// <param name="wakeup">The relay's.</param>
    /// <param name="post">Gets <see cref="Said"/>; must not block.</param>
    public Transmission(
        IReadOnlyList<IStreamProducer> producers, GoldenPlan plan, RoundKeys keys, Fd listener, Wakeup wakeup, Action<object> post)
    {
        _producers = producers;
        _window = new Window(plan.Window, wakeup, hasLocalReader: false);
        Relay = new Relay(new RelayMembership(keys.Run, 0, keys.ChainKey), _window, listener, wakeup, childExpected: true, Post);
        _pump = new StreamPump(producers, _window, Relay, keys.DataKey, plan.Compression, Post);

        void Post(object what) => post(new Said(this, what));
    }

    /// <summary>A <see cref="RelayEvent"/>, a <see cref="StreamPump.Completed"/> or a <see cref="StreamPump.Failed"/> of this
    /// round.</summary>
    public sealed record Said(Transmission By, object What);

    public Relay Relay { get; }

    /// <summary>Set when all was read and sealed.</summary>
    public StreamPump.Completed? Completed { get; set; }

    /// <summary>The first position that is still here.</summary>
    public long Oldest => _window.Oldest;

    public WindowFigures Figures => new(
        _window.Oldest, _window.Head, _window.Head, _pump.PlainBytes,
        Relay.Stalls.OnParent, Relay.Stalls.OnChild, Relay.Stalls.OnConsumer, default);

    public long SealedBytes => _window.Head;

    public long PlainBytes => _pump.PlainBytes;

    /// <summary>What the source will have given in the end; null: not known (yet).</summary>
    public long? ExpectedLength => Completed is { } completed
        ? completed.Streams.Sum(stream => stream.End.PlainLength)
        : _producers.Aggregate((long?)0, (sum, producer) => sum + producer.ExpectedLength);

    /// <summary>The window's memory stays mapped if the pump had to be left behind.</summary>
    public void Dispose()
    {
        _window.Break("the round is over");
        _pump.Dispose();
        Relay.Dispose();
        if (_pump.IsOver)
            _window.Dispose();
    }
}
