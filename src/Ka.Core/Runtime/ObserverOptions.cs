using System;
using System.Threading;

namespace Ka.Runtime;

/// <summary>Settings of an <see cref="Observer{TEvent}"/>.</summary>
/// <param name="Name">Name of its thread.</param>
public sealed record ObserverOptions(string Name)
{
    /// <summary>Events that may wait for the listener.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>Time between two ticks; infinite: only the one at the end.</summary>
    public TimeSpan TickInterval { get; init; } = Timeout.InfiniteTimeSpan;
}
