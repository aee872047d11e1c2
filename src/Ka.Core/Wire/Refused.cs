using System;

namespace Ka.Wire;

/// <summary>The peer is not let in; the connection ends after this.</summary>
/// <param name="Reason">Why, for people.</param>
/// <param name="RetryAfter">Time after which the peer may ask again, and may be let in; whole milliseconds. Zero: this run never
/// lets it in.</param>
public sealed record Refused(string Reason, TimeSpan RetryAfter = default) : ControlMessage
{
    public override MessageType Type => MessageType.Refused;

    internal override void Write(ref WireWriter writer)
    {
        writer.Reason(Reason);
        writer.Milliseconds(RetryAfter);
    }

    internal static Refused Read(ref WireReader reader) => new(reader.Reason("reason"), reader.Milliseconds("retry after"));
}
