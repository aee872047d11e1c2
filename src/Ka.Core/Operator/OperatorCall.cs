using System;
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
    private const int MostQuestions = 3;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Starts the run now, with the nodes that have joined.</summary>
    /// <param name="server">The golden node; null: found by a search for the session on a local network.</param>
    /// <returns>The number of these nodes.</returns>
    /// <exception cref="HandshakeException">No golden node answers, it refused the request, or no run can be started; the message
    /// says which.</exception>
    public int Go(IPEndPoint? server)
    {
        using var connection = new ClientHandshake(session, token).Enter(server ?? Find(), MachineName.Read(), new Go());
        return (int)HandshakeSteps.Expect<StartAccepted>(connection).Nodes;
    }

    private IPEndPoint Find()
    {
        using var search = new DiscoveryClient(session, token, bind);
        for (var i = 0; i < MostQuestions; i++)
            if (search.Ask(s_pause) is { } server)
                return server;
        throw new HandshakeException(
            search.Rejected is { } reason
                ? $"golden node {reason}"
                : $"no answer for session '{session}' on any network with carrier",
            isFinal: true
        );
    }
}
