using System;
using Ka.Chain;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>One round at a node: the window that the parent fills, the relay to the child, and this node's own copy.</summary>
internal sealed class ReceiverRound : IDisposable
{
    private static readonly TimeSpan s_joinPatience = TimeSpan.FromSeconds(5);

    private bool _isEnding;

    private readonly Window _window;
    private readonly ConsumerThread _copy;

    /// <param name="node">Our id.</param>
    /// <param name="childExpected">Somebody comes after us.</param>
    /// <param name="listener">Where our child comes to; stays the caller's.</param>
    /// <param name="wakeup">The relay's.</param>
    /// <param name="post">Gets <see cref="Said"/>; must not block.</param>
    public ReceiverRound(
        Start start, uint node, bool childExpected, long window, IStreamConsumer consumer, Fd listener, Wakeup wakeup, Action<object> post)
    {
        _window = new Window(window, wakeup, hasLocalReader: true);
        Relay = new Relay(new RelayMembership(start.Run, node, start.ChainKey), _window, listener, wakeup, childExpected, Post);
        _copy = new ConsumerThread(_window, start.DataKey, consumer, Post);

        void Post(object what) => post(new Said(this, what));
    }

    /// <summary>A <see cref="RelayEvent"/> or something of the <see cref="ConsumerThread"/> of this round.</summary>
    public sealed record Said(ReceiverRound By, object What);

    public Relay Relay { get; }

    /// <summary>The first position that is still here.</summary>
    public long Oldest => _window.Oldest;

    public long SealedBytes => _window.Head;

    public long PlainBytes => _copy.PlainBytes;

    public WindowFigures Figures => new(
        _window.Oldest, _window.Head, Math.Min(_window.Consumed, _window.Head), _copy.PlainBytes,
        Relay.Stalls.OnParent, Relay.Stalls.OnChild, Relay.Stalls.OnConsumer, _window.ReaderWaited);

    /// <summary>Puts everything away. May be called again until it succeeds.</summary>
    /// <returns>false: the consumer has not ended in that time.</returns>
    public bool TryEnd(string reason, TimeSpan patience)
    {
        if (!_isEnding)
        {
            _isEnding = true;
            _window.Break(reason);
            Relay.Dispose();
        }
        if (!_copy.Join(patience))
            return false;
        _window.Dispose();
        return true;
    }

    /// <summary>A consumer that hangs in a dead disk, and the window's memory, are left behind.</summary>
    public void Dispose() => TryEnd("the run is over", s_joinPatience);
}
