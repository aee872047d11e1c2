using System;

namespace Ka.Wire;

/// <summary>A node's figures, at least once a second: also the sign that it lives.</summary>
/// <param name="Epoch">The epoch of its current parent; 0 while there is none.</param>
/// <param name="Oldest">First position that it retains. Never goes back, so a child behind it need not ask here.</param>
/// <param name="ReceivedTo">End of the sealed bytes it holds without a gap.</param>
/// <param name="Consumed">End of the sealed bytes its own consumer is done with.</param>
/// <param name="PlainBytes">Plain bytes its consumer took.</param>
/// <param name="StalledOnParent">In all, waiting for bytes.</param>
/// <param name="StalledOnChild">In all, with its window full because of the nodes after it.</param>
/// <param name="StalledOnConsumer">In all, with its window full because of its own disk.</param>
/// <param name="ConsumerWaited">In all, its consumer had nothing to do: what it took, it took in the rest of the time.</param>
public sealed record Status(
    uint Epoch,
    long Oldest,
    long ReceivedTo,
    long Consumed,
    long PlainBytes,
    TimeSpan StalledOnParent,
    TimeSpan StalledOnChild,
    TimeSpan StalledOnConsumer,
    TimeSpan ConsumerWaited
) : ControlMessage
{
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
        new(
            reader.U32("epoch"),
            reader.U63("oldest"),
            reader.U63("received to"),
            reader.U63("consumed"),
            reader.U63("plain bytes"),
            reader.Milliseconds("stalled on parent"),
            reader.Milliseconds("stalled on child"),
            reader.Milliseconds("stalled on consumer"),
            reader.Milliseconds("consumer waited")
        );
}
