using System;

namespace Ka.Wire;

/// <summary>Bytes of output of a command.</summary>
/// <param name="Stream">1 its standard output, 2 its standard error.</param>
/// <param name="Bytes">At most <see cref="WireLimits.CommandOutput"/>.</param>
public sealed record CommandOutput(byte Stream, ReadOnlyMemory<byte> Bytes) : ControlMessage
{
    public override MessageType Type => MessageType.CommandOutput;

    public bool Equals(CommandOutput? other) =>
        other is not null && Stream == other.Stream && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Stream, Bytes.Length);

    internal override void Write(ref WireWriter writer)
    {
        writer.U8(Stream);
        writer.Name(Bytes.Span, WireLimits.CommandOutput);
    }

    internal static CommandOutput Read(ref WireReader reader) =>
        new(reader.Choice("stream", 1, 2), reader.Block("bytes", WireLimits.CommandOutput).ToArray());
}
