using System;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The golden node's control port: lets nodes and operators in and posts what they send.</summary>
/// <remarks>Events are posted from the threads of the connections.</remarks>
internal sealed class ControlListener : IDisposable
{
    // An address has one node, but an operator may start many programs at once on a machine.
    internal static readonly AdmissionOptions Admission = new(Total: 256, PerAddress: 64);

    private readonly Action<object> _post;
    private readonly Listener _listener;

    /// <param name="post">Gets <see cref="Entered"/>, <see cref="Said"/>, <see cref="Left"/>, <see cref="TurnedAway"/>.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public ControlListener(IPEndPoint at, ServerHandshake handshake, Action<object> post)
    {
        _post = post;
        _listener = new Listener(
            new ListenerOptions("control", at, Admission) { Rejected = TurnAway, Complain = TurnAway },
            handshake,
            Serve
        );

        void TurnAway(string reason) => post(new TurnedAway(reason));
    }

    public sealed record Entered(AuthenticatedPeer Peer);

    public sealed record Said(Connection Connection, ControlMessage Message);

    public sealed record Left(Connection Connection, string Reason);

    public sealed record TurnedAway(string Reason);

    public void Dispose() => _listener.Dispose();

    private void Serve(AuthenticatedPeer peer)
    {
        _post(new Entered(peer));
        var reason = "";
        try
        {
            while (peer.Connection.TryReceive(out var message, out reason))
                _post(new Said(peer.Connection, message));
        }
        catch (Exception e)
        {
            // Boundary of one peer: whatever its message led to, the run goes on without it.
            reason = e is ProtocolException ? $"broke the protocol: {e.Message}" : e.Message;
        }
        _post(new Left(peer.Connection, reason));
    }
}
