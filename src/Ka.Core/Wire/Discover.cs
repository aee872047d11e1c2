using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>A node's broadcast: who serves this session?</summary>
/// <param name="Nonce">Random; the answer repeats it.</param>
/// <param name="Session">Which one, when several are served on a network.</param>
public sealed record Discover(UInt128 Nonce, BytePath Session)
{
    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[WireLimits.Datagram]);
        writer.Raw(Banner.Discover);
        writer.U128(Nonce);
        writer.Name(Session, WireLimits.SessionName);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static Discover Decode(ReadOnlySpan<byte> datagram)
    {
        var reader = new WireReader(datagram, "discover");
        reader.Magic("banner", Banner.Discover);
        var discover = new Discover(reader.U128("nonce"), reader.Name("session", WireLimits.SessionName));
        reader.End();
        return discover;
    }
}
