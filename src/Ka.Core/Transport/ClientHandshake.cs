using System;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>The client side of a control connection's handshake: a node's, an operator's, a log reader's.</summary>
/// <param name="session">Name of the session; empty: the first of the server.</param>
/// <param name="token">null: <c>--open</c>, every server is believed.</param>
/// <param name="server">Role of the server.</param>
public sealed class ClientHandshake(BytePath session, Token? token, PeerRole server = PeerRole.Server)
{
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(10);

    private string Them => server == PeerRole.Server ? "golden node" : "node";

    /// <summary>Connects, goes through all steps up to the proofs, and sends the request.</summary>
    /// <param name="request"><see cref="Join"/>, <see cref="Go"/>, <see cref="RunSummaryRequest"/>, <see cref="Follow"/> or
    /// <see cref="Execute"/>; the answer is the first message to receive.</param>
    /// <exception cref="HandshakeException">The server is not reached, refuses, or does not know the token.</exception>
    public Connection Enter(IPEndPoint address, BytePath host, ControlMessage request)
    {
        var connected = Sockets.TryConnect(address, s_connectLimit, out var socket);
        if (!connected.IsSuccess)
            throw new HandshakeException($"{Them} {address}: {LinuxException.Describe(connected.Errno)}", isFinal: false)
            {
                IsPortClosed = connected.Is(Errno.ECONNREFUSED),
            };
        var connection = TlsHandshake.AsClient(socket, address, server, out var certificate);
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

    private void Prove(Connection connection, Bytes32 certificate, BytePath host)
    {
        var nonce = Bytes32.Random();
        connection.TrySend(new Hello(ProtocolVersion.Current, session, token is null, nonce, host));
        var challenge = HandshakeSteps.Expect<Challenge>(connection);
        if (token is null)
        {
            connection.TrySend(new NodeProof(default));
            return;
        }
        var transcript = new HandshakeTranscript(certificate, nonce, challenge.Nonce, session);
        if (challenge.Mac != Proof.OfServer(token.Bytes, transcript))
            throw new HandshakeException($"{Them} {connection.Remote} does not know our token: refused", isFinal: true);
        connection.TrySend(new NodeProof(Proof.OfNode(token.Bytes, transcript)));
    }
}
