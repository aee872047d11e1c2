using System;

namespace Ka.Wire;

/// <summary>A node's figures, at least once a second: also the sign that it lives.</summary>
public sealed record Status : ControlMessage
{
    /// <summary>The epoch of its current parent; 0 while there is none.</summary>
    public required uint Epoch { get; init; }

    /// <summary>First position that it retains. Never goes back, so a child behind it need not ask here.</summary>
    public required long Oldest { get; init; }

    /// <summary>End of the sealed bytes it holds without a gap.</summary>
    public required long ReceivedTo { get; init; }

    /// <summary>End of the sealed bytes its own consumer is done with.</summary>
    public required long Consumed { get; init; }

    /// <summary>Plain bytes its consumer took.</summary>
    public required long PlainBytes { get; init; }

    /// <summary>Total time in which the node waited for bytes.</summary>
    public required TimeSpan StalledOnParent { get; init; }

    /// <summary>Total time in which the window was full because of the nodes after this one.</summary>
    public required TimeSpan StalledOnChild { get; init; }

    /// <summary>Total time in which the window was full because of the node's own disk.</summary>
    public required TimeSpan StalledOnConsumer { get; init; }

    /// <summary>Total time in which the consumer had nothing to do: it took its bytes in the rest of the time.</summary>
    public required TimeSpan ConsumerWaited { get; init; }

    public override MessageType Type => MessageType.Status;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.U63(Oldest);
        writer.U63(ReceivedTo);
        writer.U63(Consumed);
        writer.U63(PlainBytes);
        writer.Milliseconds(StalledOnParent);
        writer.Milliseconds(StalledOnChild);
        writer.Milliseconds(StalledOnConsumer);
        writer.Milliseconds(ConsumerWaited);
    }

    internal static Status Read(ref WireReader reader) =>
        new Status
        {
            Epoch = reader.U32("epoch"),
            Oldest = reader.U63("oldest"),
            ReceivedTo = reader.U63("received to"),
            Consumed = reader.U63("consumed"),
            PlainBytes = reader.U63("plain bytes"),
            StalledOnParent = reader.Milliseconds("stalled on parent"),
            StalledOnChild = reader.Milliseconds("stalled on child"),
            StalledOnConsumer = reader.Milliseconds("stalled on consumer"),
            ConsumerWaited = reader.Milliseconds("consumer waited"),
        };
}
