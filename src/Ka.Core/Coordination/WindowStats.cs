using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A node's figures as its relay and its consumer count them, at one moment. Fields as in
/// <see cref="Status"/>.</summary>
public readonly record struct WindowStats
{
    public required long Oldest { get; init; }

    public required long ReceivedTo { get; init; }

    public required long Consumed { get; init; }

    public required long PlainBytes { get; init; }

    public required TimeSpan StalledOnParent { get; init; }

    public required TimeSpan StalledOnChild { get; init; }

    public required TimeSpan StalledOnConsumer { get; init; }

    public required TimeSpan ConsumerWaited { get; init; }

    /// <param name="epoch">Of the parent that feeds the node now, or 0.</param>
    public Status ToStatus(uint epoch) =>
        new Status
        {
            Epoch = epoch,
            Oldest = Oldest,
            ReceivedTo = ReceivedTo,
            Consumed = Consumed,
            PlainBytes = PlainBytes,
            StalledOnParent = StalledOnParent,
            StalledOnChild = StalledOnChild,
            StalledOnConsumer = StalledOnConsumer,
            ConsumerWaited = ConsumerWaited,
        };
}
