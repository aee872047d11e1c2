using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>The server side of a control connection's handshake: TLS, then both sides prove that they know the token.</summary>
/// <remarks>Serves a golden node's port and a log server's. Any number of threads.</remarks>
/// <param name="sessions">Names of the served sessions; a peer that names none gets the first.</param>
/// <param name="token">null: <c>--open</c>, every peer is let in.</param>
/// <param name="client">Role of the peers; messages of other roles are not understood.</param>
/// <param name="clones">The secret of a session that is one clone's own and takes its <see cref="BootReport"/> alone; null for
/// every other session. Called by any thread.</param>
public sealed class ServerHandshake(
    IReadOnlyList<BytePath> sessions,
    Token? token,
    PeerRole client = PeerRole.Node,
    Func<BytePath, Token?>? clones = null
) : IDisposable
{
    private readonly Certificate _certificate = new(ServerCertificate.Create());

    /// <summary>Takes a fresh connection through all steps.</summary>
    /// <exception cref="HandshakeException">The connection is closed; the peer was sent the reason, if it got that
    /// far.</exception>
    public AuthenticatedPeer Admit(Fd socket, IPEndPoint remote)
    {
        var connection = TlsHandshake.AsServer(socket, remote, _certificate.Context, client);
        try
        {
            var hello = HandshakeSteps.Expect<Hello>(connection);
            var own = clones?.Invoke(hello.Session);
            Check(connection, hello, own);
            Challenge(connection, hello, own ?? token);
            var request = HandshakeSteps.Expect<ControlMessage>(connection);
            if (
                request is BootReport == own is null
                || request is not (Join or Go or RunSummaryRequest or Follow or Execute or BootReport)
            )
                Refuse(connection, $"{request.Type} is nothing to begin with");
            connection.WaitWithoutLimit();
            return new AuthenticatedPeer(connection, hello.Session.IsEmpty ? sessions[0] : hello.Session, hello.Host, request);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => _certificate.Dispose();

    private void Check(Connection connection, Hello hello, Token? own)
    {
        if (hello.Protocol != ProtocolVersion.Current)
            Refuse(
                connection,
                $"the node speaks version {hello.Protocol} of the protocol, the golden node version {ProtocolVersion.Current}"
            );
        if (own is null && !hello.Session.IsEmpty && !Serves(hello.Session))
            Refuse(connection, $"session '{hello.Session}' is not served here; '{sessions[0]}' is");
        if (hello.Open && (own ?? token) is not null)
            Refuse(connection, "this session asks for the token, the node was started with --open");
        if (!hello.Open && (own ?? token) is null)
            Refuse(connection, "this session is --open, the node asks for the token");
    }

    private bool Serves(BytePath session)
    {
        foreach (var served in sessions)
            if (served == session)
                return true;
        return false;
    }

    private void Challenge(Connection connection, Hello hello, Token? secret)
    {
        var nonce = Bytes32.Random();
        var transcript = new HandshakeTranscript(_certificate.Hash, hello.Nonce, nonce, hello.Session);
        var mac = secret is null ? default : Proof.OfServer(secret.Bytes, transcript);
        connection.TrySend(new Challenge(nonce, mac));
        var proof = HandshakeSteps.Expect<NodeProof>(connection);
        if (secret is not null && proof.Mac != Proof.OfNode(secret.Bytes, transcript))
            Refuse(connection, "the node does not know the token");
    }

    private static void Refuse(Connection connection, string reason)
    {
        connection.TrySend(new Refused(reason));
        throw new HandshakeException($"{connection.Remote}: {reason}", isFinal: true);
    }

    /// <summary>The certificate with what each handshake needs of it, made once.</summary>
    /// <remarks>An SslStream that gets a bare certificate builds a chain for every handshake, in memory that only a
    /// garbage collection frees.</remarks>
    private sealed class Certificate(X509Certificate2 certificate) : IDisposable
    {
        public Bytes32 Hash { get; } = Proof.HashOfCertificate(certificate.RawData);

        public SslStreamCertificateContext Context { get; } =
            SslStreamCertificateContext.Create(certificate, null, offline: true);

        public void Dispose() => certificate.Dispose();
    }
}
