using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A node's figures as its relay and its consumer count them, at one moment. Fields as in <see
/// cref="Status"/>.</summary>
public readonly record struct WindowStats(
    long Oldest,
    long ReceivedTo,
    long Consumed,
    long PlainBytes,
    TimeSpan StalledOnParent,
    TimeSpan StalledOnChild,
    TimeSpan StalledOnConsumer,
    TimeSpan ConsumerWaited
)
{
    /// <param name="epoch">Of the parent that feeds the node now, or 0.</param>
    public Status ToStatus(uint epoch) =>
        new(epoch, Oldest, ReceivedTo, Consumed, PlainBytes, StalledOnParent, StalledOnChild, StalledOnConsumer, ConsumerWaited);
}
