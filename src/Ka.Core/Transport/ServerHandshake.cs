using System;
using System.Collections.Generic;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>The golden node's side of letting a node or an operator in, and a log server's: TLS, then both prove that they know the token.</summary>
/// <param name="sessions">Their names; who asks for none gets the first.</param>
/// <param name="token">null: <c>--open</c>, whoever comes is let in.</param>
/// <param name="guests">Whose port it is: who else speaks here is not understood.</param>
public sealed class ServerHandshake(IReadOnlyList<BytePath> sessions, Token? token, PeerRole guests = PeerRole.Node) : IDisposable
{
    // For all of it, however the bytes come: who trickles them holds a place no longer than others.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly X509Certificate2 _certificate = ServerCertificate.Create();

    /// <summary>Takes a fresh connection through all steps. On failure the connection is closed and the node was told why.</summary>
    /// <exception cref="HandshakeException"/>
    public AuthenticatedPeer Admit(Fd socket, IPEndPoint remote)
    {
        using var limit = new Timer(_ => Sockets.Shutdown(socket), null, s_patience, Timeout.InfiniteTimeSpan);
        var connection = TlsHandshake.AsServer(socket, remote, _certificate, guests);
        try
        {
            var hello = HandshakeSteps.Expect<Hello>(connection);
            Check(connection, hello);
            Challenge(connection, hello);
            var request = HandshakeSteps.Expect<ControlMessage>(connection);
            if (request is not (Join or Go or Look or Follow or Execute))
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

    private void Check(Connection connection, Hello hello)
    {
        if (hello.Protocol != ProtocolVersion.Current)
            Refuse(connection, $"the node speaks version {hello.Protocol} of the protocol, the golden node version {ProtocolVersion.Current}");
        if (!hello.Session.IsEmpty && !Serves(hello.Session))
            Refuse(connection, $"session '{hello.Session}' is not served here; '{sessions[0]}' is");
        if (hello.Open && token is not null)
            Refuse(connection, "this session asks for the token, the node was started with --open");
        if (!hello.Open && token is null)
            Refuse(connection, "this session is --open, the node asks for the token");
    }

    private bool Serves(BytePath session)
    {
        foreach (var served in sessions)
            if (served == session)
                return true;
        return false;
    }

    private void Challenge(Connection connection, Hello hello)
    {
        var nonce = Bytes32.Random();
        var certificate = Proof.HashOfCertificate(_certificate.RawData);
        var mac = token is null ? default : Proof.OfServer(token.Bytes, certificate, hello.Nonce, nonce, hello.Session);
        connection.TrySend(new Challenge(nonce, mac));
        var proof = HandshakeSteps.Expect<NodeProof>(connection);
        if (token is not null && proof.Mac != Proof.OfNode(token.Bytes, certificate, hello.Nonce, nonce, hello.Session))
            Refuse(connection, "the node does not know the token");
    }

    private static void Refuse(Connection connection, string reason)
    {
        connection.TrySend(new Refused(reason));
        throw new HandshakeException($"{connection.Remote}: {reason}", isFinal: true);
    }
}
