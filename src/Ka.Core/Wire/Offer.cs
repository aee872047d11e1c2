using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The golden node's answer to <see cref="Discover"/>: come to this port of the address I answer from.</summary>
/// <param name="Nonce">The one asked with.</param>
/// <param name="Open">The session asks for no token; <paramref name="Mac"/> is zero then.</param>
/// <param name="Mac"><see cref="Proof.OfOffer"/>: shows a rogue answer before a connection is made. The address is not
/// in it (the golden node may not know which of its own was used); the proof on the control connection settles that.</param>
public sealed record Offer(UInt128 Nonce, bool Open, ushort ControlPort, BytePath Session, Bytes32 Mac)
{
    /// <summary>The answer of a session with a token.</summary>
    public static Offer Proven(ReadOnlySpan<byte> token, UInt128 nonce, ushort controlPort, BytePath session) =>
        new(nonce, false, controlPort, session, Proof.OfOffer(token, nonce, controlPort, session));

    /// <summary>The answer of an open session.</summary>
    public static Offer Unproven(UInt128 nonce, ushort controlPort, BytePath session) =>
        new(nonce, true, controlPort, session, default);

    /// <summary>The answer comes from one who knows the token.</summary>
    public bool IsProvenBy(ReadOnlySpan<byte> token) => !Open && Mac == Proof.OfOffer(token, Nonce, ControlPort, Session);

    public byte[] Encode()
    {
        var writer = new WireWriter(stackalloc byte[WireLimits.Datagram]);
        writer.Raw(Banner.Offer);
        writer.U128(Nonce);
        writer.Flag(Open);
        writer.U16(ControlPort);
        writer.Name(Session, WireLimits.SessionName);
        writer.Bytes32(Mac);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static Offer Decode(ReadOnlySpan<byte> datagram)
    {
        var reader = new WireReader(datagram, "offer");
        reader.Magic("banner", Banner.Offer);
        var offer = new Offer(
            reader.U128("nonce"),
            reader.Flag("open"),
            reader.Port("control port"),
            reader.Name("session", WireLimits.SessionName),
            reader.Bytes32("mac")
        );
        reader.End();
        return offer.Open && !offer.Mac.IsZero ? throw reader.Wrong("mac", "not zero in an open session") : offer;
    }
}
