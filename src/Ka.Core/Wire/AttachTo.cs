using System.Net;

namespace Ka.Wire;

/// <summary>Get the stream from this parent from now on, from your own position; leave the one you have.</summary>
/// <param name="Epoch">Larger than in every order given before, to whomever.</param>
/// <param name="Parent">0: the golden node.</param>
/// <param name="Address">The parent's data port.</param>
public sealed record AttachTo(uint Epoch, uint Parent, IPEndPoint Address) : ControlMessage
{
    public override MessageType Type => MessageType.AttachTo;

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Epoch);
        writer.U32(Parent);
        writer.EndPoint(Address);
    }

    internal static AttachTo Read(ref WireReader reader) =>
        new(reader.U32("epoch"), reader.U32("parent"), reader.EndPoint("address"));
}
