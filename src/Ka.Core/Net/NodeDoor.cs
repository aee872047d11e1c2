using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Net;

/// <summary>A node's or an operator's side of being let in.</summary>
/// <param name="session">Its name; empty: whatever the golden node at the address serves.</param>
/// <param name="token">null: <c>--open</c>, whoever serves is believed.</param>
public sealed class NodeDoor(BytePath session, Token? token)
{
    private static readonly TimeSpan s_connectPatience = TimeSpan.FromSeconds(10);

    /// <summary>Connects, goes through all steps up to the proofs, and says what we want.</summary>
    /// <param name="request"><see cref="Join"/> or <see cref="Go"/>; the answer is the first message to receive.</param>
    /// <exception cref="HandshakeException"/>
    public ControlConnection Enter(IPEndPoint server, BytePath host, ControlMessage request)
    {
        var connected = Sockets.TryConnect(server, s_connectPatience, out var socket);
        if (!connected.IsSuccess)
            throw new HandshakeException($"golden node {server}: {LinuxException.Describe(connected.Errno)}", isFinal: false);
        var connection = TlsHandshake.AsNode(socket, server, out var certificate);
        try
        {
            Prove(connection, certificate, host);
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

    private void Prove(ControlConnection connection, Bytes32 certificate, BytePath host)
    {
        var nonce = Bytes32.Random();
        connection.TrySend(new Hello(ProtocolVersion.Current, session, token is null, nonce, host));
        var challenge = Handshake.Expect<Challenge>(connection);
        if (token is null)
        {
            connection.TrySend(new NodeProof(default));
            return;
        }
        if (challenge.Mac != Proof.OfServer(token.Bytes, certificate, nonce, challenge.Nonce, session))
            throw new HandshakeException($"golden node {connection.Remote} does not know our token: refused", isFinal: true);
        connection.TrySend(new NodeProof(Proof.OfNode(token.Bytes, certificate, nonce, challenge.Nonce, session)));
    }
}
