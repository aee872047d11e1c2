using System;
using System.Threading;

namespace Ka.Relay;

/// <summary>Total time for which a relay could do nothing, by the peer that it waited for. Written by its thread, read by
/// any.</summary>
public sealed class StallCounters
{
    private long _onParent;
    private long _onChild;
    private long _onConsumer;

    /// <summary>The peer that a relay waits for.</summary>
    public enum Cause
    {
        /// <summary>All received bytes were passed on; the parent is due to send more.</summary>
        Parent,

        /// <summary>The window is full of bytes that descendants have not received.</summary>
        Child,

        /// <summary>The window is full of bytes that this node's own consumer has not taken.</summary>
        Consumer,
    }

    public TimeSpan OnParent => new(Volatile.Read(ref _onParent));

    public TimeSpan OnChild => new(Volatile.Read(ref _onChild));

    public TimeSpan OnConsumer => new(Volatile.Read(ref _onConsumer));

    internal void Add(Cause cause, TimeSpan waited)
    {
        ref var sum = ref _onParent;
        if (cause == Cause.Child)
            sum = ref _onChild;
        else if (cause == Cause.Consumer)
            sum = ref _onConsumer;
        Volatile.Write(ref sum, sum + waited.Ticks);
    }
}
