using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>The golden node's record of a stream that it sent. Every receipt is compared with it.</summary>
public sealed record SentStream(uint Stream, BytePath Name, StreamEnd End)
{
    /// <summary>XXH3-128 of its plain bytes, for people and manifests; null for a tree. No receipt has it.</summary>
    public UInt128? Contents { get; init; }

    /// <summary>The reason why a receipt does not prove this stream; null when it does.</summary>
    public string? Disprove(Receipt receipt)
    {
        if (receipt.Name != Name)
            return $"stream {Stream}: received as '{receipt.Name}', sent as '{Name}'";
        if (receipt.PlainLength != End.PlainLength)
            return $"stream {Stream} '{Name}': {receipt.PlainLength} bytes received, {End.PlainLength} sent";
        return receipt.Identity == End.Identity
            ? null
            : $"stream {Stream} '{Name}': the identity of what was received is not that of what was sent";
    }
}
