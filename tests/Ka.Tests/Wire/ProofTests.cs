using System;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Wire;

public sealed class ProofTests
{
    private static readonly Bytes32 s_certificate = WireSamples.Fill(1);
    private static readonly Bytes32 s_nodeNonce = WireSamples.Fill(2);
    private static readonly Bytes32 s_serverNonce = WireSamples.Fill(3);
    private static readonly HandshakeTranscript s_transcript = new(
        s_certificate,
        s_nodeNonce,
        s_serverNonce,
        WireSamples.Session
    );

    // (printf 'ka server proof v1\0'; 32 bytes 01; 32 bytes 02; 32 bytes 03; printf room-3) |
    // openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f
    [Fact]
    public void The_proofs_are_those_that_openssl_computes()
    {
        var server = Proof.OfServer(WireSamples.Token, s_transcript);
        var node = Proof.OfNode(WireSamples.Token, s_transcript);
        Assert.Equal(
            "90fc9dbc7e460343dc78197f9b2e8d2a5977d74f34aba7de5df58497dbe47982",
            Convert.ToHexStringLower(server.ToArray())
        );
        Assert.Equal(
            "da8197b2d556b169bafed76cad2978bf982390e93670f481a199433a74818c51",
            Convert.ToHexStringLower(node.ToArray())
        );
    }

    [Fact]
    public void Every_part_of_the_transcript_counts()
    {
        Bytes32[] proofs =
        [
            Proof.OfServer(WireSamples.Token, s_transcript),
            Proof.OfNode(WireSamples.Token, s_transcript),
            Proof.OfServer("other"u8, s_transcript),
            Proof.OfServer(WireSamples.Token, s_transcript with { CertificateHash = default }),
            Proof.OfServer(WireSamples.Token, s_transcript with { NodeNonce = default }),
            Proof.OfServer(WireSamples.Token, s_transcript with { ServerNonce = default }),
            Proof.OfServer(WireSamples.Token, s_transcript with { Session = default }),
        ];
        Assert.Equal(proofs.Length, new System.Collections.Generic.HashSet<Bytes32>(proofs).Count);
    }
}
