using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What the golden node knows of a stream that it sent: what every receipt is held against.</summary>
public sealed record GoldenStream(uint Stream, BytePath Name, StreamEnd End)
{
    /// <summary>Why this receipt does not prove the stream; null when it does.</summary>
    public string? Disprove(Receipt receipt)
    {
        if (receipt.Name != Name)
            return $"stream {Stream}: received as '{receipt.Name}', sent as '{Name}'";
        if (receipt.PlainLength != End.PlainLength)
            return $"stream {Stream} '{Name}': {receipt.PlainLength} bytes received, {End.PlainLength} sent";
        return receipt.Hash == End.Hash
            ? null
            : $"stream {Stream} '{Name}': the hash of what was received is not that of what was sent";
    }
}
