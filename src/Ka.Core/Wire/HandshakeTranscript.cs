using Ka.Linux;

namespace Ka.Wire;

/// <summary>The facts of one control connection that both proofs of a handshake cover.</summary>
/// <param name="CertificateHash">SHA-256 of the server's certificate in DER, as this side saw it in TLS.</param>
/// <param name="NodeNonce">From <see cref="Hello"/>.</param>
/// <param name="ServerNonce">From <see cref="Challenge"/>.</param>
/// <param name="Session">The name that the node asked for.</param>
public readonly record struct HandshakeTranscript(
    Bytes32 CertificateHash,
    Bytes32 NodeNonce,
    Bytes32 ServerNonce,
    BytePath Session
);
