using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>A request of an operator to a golden node, from any machine that has the token.</summary>
/// <param name="session">The session's name; empty: whatever is served at the address.</param>
/// <param name="token">null: <c>--open</c>.</param>
/// <param name="bind">The address of one network, or any: where to search.</param>
public sealed class OperatorCall(BytePath session, Token? token, IPAddress bind)
{
    /// <summary>Starts the run now, with the nodes that have joined.</summary>
    /// <param name="server">The golden node; null: found by a search for the session on a local network.</param>
    /// <returns>The number of these nodes.</returns>
    /// <exception cref="HandshakeException">No golden node answers, it refused the request, or no run can be started; the message
    /// says which.</exception>
    public int Go(IPEndPoint? server)
    {
        using var connection = server is null
            ? new GoldenNodeSearch(session, token, bind).Enter(new Go())
            : new ClientHandshake(session, token).Enter(server, MachineName.Read(), new Go());
        return (int)HandshakeSteps.Expect<StartAccepted>(connection).Nodes;
    }
}
