using System;
using System.Threading;

namespace Ka.Chain;

/// <summary>How long a relay could do nothing, and whose turn it was. Written by its thread, read by any.</summary>
public sealed class StallClock
{
    private long _onParent;
    private long _onChild;
    private long _onConsumer;

    /// <summary>Whose turn it is while the relay sleeps.</summary>
    public enum Cause
    {
        /// <summary>Everything that came was passed on: more is due from the parent.</summary>
        Parent,

        /// <summary>The window is full of what descendants have not received.</summary>
        Child,

        /// <summary>The window is full of what this node's own disk has not taken.</summary>
        Consumer,
    }

    public TimeSpan OnParent => new(Volatile.Read(ref _onParent));

    public TimeSpan OnChild => new(Volatile.Read(ref _onChild));

    public TimeSpan OnConsumer => new(Volatile.Read(ref _onConsumer));

    internal void Add(Cause cause, TimeSpan slept)
    {
        ref var sum = ref _onParent;
        if (cause == Cause.Child)
            sum = ref _onChild;
        else if (cause == Cause.Consumer)
            sum = ref _onConsumer;
        Volatile.Write(ref sum, sum + slept.Ticks);
    }
}
