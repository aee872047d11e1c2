using System;
using System.Security.Cryptography;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>MACs by which two machines show each other that they know the token, without sending it.</summary>
/// <remarks>HMAC-SHA256 under the token over a label of its own for each use, so that no MAC can be replayed as another,
/// then the fields of fixed size, then the one of variable size. The certificate's hash ties the proof to this TLS
/// connection: one who sits in the middle with another certificate has nothing to pass on.</remarks>
public static class Proof
{
    private const int LargestTranscript = 64 + 3 * Bytes32.Size + WireLimits.SessionName;

    /// <summary>The MAC that the server sends in <see cref="Challenge"/>.</summary>
    public static Bytes32 OfServer(ReadOnlySpan<byte> token, in HandshakeTranscript transcript) =>
        Connection("ka server proof v1\0"u8, token, transcript);

    /// <summary>The MAC that the node sends in <see cref="NodeProof"/>.</summary>
    public static Bytes32 OfNode(ReadOnlySpan<byte> token, in HandshakeTranscript transcript) =>
        Connection("ka node proof v1\0"u8, token, transcript);

    /// <summary>The MAC of an <see cref="Offer"/>.</summary>
    public static Bytes32 OfOffer(ReadOnlySpan<byte> token, UInt128 nonce, ushort controlPort, BytePath session)
    {
        var writer = new WireWriter(stackalloc byte[LargestTranscript]);
        writer.Raw("ka offer v1\0"u8);
        writer.U128(nonce);
        writer.U16(controlPort);
        writer.Raw(session);
        return Mac(token, writer.Written);
    }

    public static Bytes32 HashOfCertificate(ReadOnlySpan<byte> der)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        SHA256.HashData(der, hash);
        return new Bytes32(hash);
    }

    internal static Bytes32 Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Span<byte> mac = stackalloc byte[Bytes32.Size];
        HMACSHA256.HashData(key, message, mac);
        return new Bytes32(mac);
    }

    internal static Bytes32 Mac(Bytes32 key, ReadOnlySpan<byte> message)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        key.CopyTo(bytes);
        return Mac(bytes, message);
    }

    private static Bytes32 Connection(ReadOnlySpan<byte> label, ReadOnlySpan<byte> token, in HandshakeTranscript transcript)
    {
        var writer = new WireWriter(stackalloc byte[LargestTranscript]);
        writer.Raw(label);
        writer.Bytes32(transcript.CertificateHash);
        writer.Bytes32(transcript.NodeNonce);
        writer.Bytes32(transcript.ServerNonce);
        writer.Raw(transcript.Session);
        return Mac(token, writer.Written);
    }
}
