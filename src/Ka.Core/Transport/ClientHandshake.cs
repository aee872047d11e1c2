using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>A node's or an operator's side of being let in, and the side of who watches a node.</summary>
/// <param name="session">Its name; empty: whatever the golden node at the address serves.</param>
/// <param name="token">null: <c>--open</c>, whoever serves is believed.</param>
/// <param name="host">Whose port it is.</param>
public sealed class ClientHandshake(BytePath session, Token? token, PeerRole host = PeerRole.Server)
{
    private static readonly TimeSpan s_connectPatience = TimeSpan.FromSeconds(10);

    private string Them => host == PeerRole.Server ? "golden node" : "node";

    /// <summary>Connects, goes through all steps up to the proofs, and says what we want.</summary>
    /// <param name="request"><see cref="Join"/>, <see cref="Go"/>, <see cref="Look"/>, <see cref="Follow"/> or <see cref="Execute"/>; the answer is the first message to receive.</param>
    /// <exception cref="HandshakeException"/>
    public Connection Enter(IPEndPoint server, BytePath name, ControlMessage request)
    {
        var connected = Sockets.TryConnect(server, s_connectPatience, out var socket);
        if (!connected.IsSuccess)
            throw new HandshakeException($"{Them} {server}: {LinuxException.Describe(connected.Errno)}", isFinal: false)
            {
                IsPortClosed = connected.Is(Errno.ECONNREFUSED),
            };
        var connection = TlsHandshake.AsNode(socket, server, host, out var certificate);
        try
        {
            Prove(connection, certificate, name);
            connection.TrySend(request);
            connection.WaitWithoutLimit();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Prove(Connection connection, Bytes32 certificate, BytePath name)
    {
        var nonce = Bytes32.Random();
        connection.TrySend(new Hello(ProtocolVersion.Current, session, token is null, nonce, name));
        var challenge = HandshakeSteps.Expect<Challenge>(connection);
        if (token is null)
        {
            connection.TrySend(new NodeProof(default));
            return;
        }
        if (challenge.Mac != Proof.OfServer(token.Bytes, certificate, nonce, challenge.Nonce, session))
            throw new HandshakeException($"{Them} {connection.Remote} does not know our token: refused", isFinal: true);
        connection.TrySend(new NodeProof(Proof.OfNode(token.Bytes, certificate, nonce, challenge.Nonce, session)));
    }
}
