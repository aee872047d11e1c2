using System;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>An operator's way to a golden node that no address is known of: by broadcast, and on to the next answer when one
/// fails.</summary>
/// <remarks>The first answer is a guess. A host without the token can send the golden node's offer from its own address, and
/// without a token every offer looks right. The handshake decides. One thread.</remarks>
/// <param name="session">Name of the session.</param>
/// <param name="token">null: <c>--open</c>.</param>
/// <param name="bind">The address of one network, or any.</param>
public sealed class GoldenNodeSearch(BytePath session, Token? token, IPAddress bind)
{
    private const int MostQuestions = 3;

    /// <summary>Hosts that answer and fail. More of them are no accident, and each may take seconds.</summary>
    private const int MostFailures = 16;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly RefusedServers _refused = new();
    private readonly long _birth = TimeProvider.System.GetTimestamp();

    /// <summary>Waits for an offer at most the given time, but not from the given addresses. null:
    /// <see cref="DiscoveryClient.Ask"/>.</summary>
    internal Func<TimeSpan, Func<IPAddress, bool>, IPEndPoint?>? Discovery { get; init; }

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    /// <summary>Connects to the first golden node that answers and proves itself, and sends the request.</summary>
    /// <exception cref="HandshakeException">There is no such golden node; the message says what answered.</exception>
    public Connection Enter(ControlMessage request)
    {
        using var search = Discovery is null ? new DiscoveryClient(session, token, bind) : null;
        var handshake = new ClientHandshake(session, token);
        var (silent, failures, reason) = (0, 0, "");
        while (silent < MostQuestions && failures < MostFailures)
        {
            if ((Discovery ?? search!.Ask)(s_pause, address => _refused.IsIgnored(address, Now)) is not { } server)
            {
                silent++;
                continue;
            }
            try
            {
                return handshake.Enter(server, MachineName.Read(), request);
            }
            catch (HandshakeException e)
            {
                _refused.Add(server.Address, e.Message, Now);
                (failures, reason) = (failures + 1, e.Message);
            }
        }
        throw new HandshakeException(
            reason.Length > 0 ? reason
                : search?.Rejected is { } rejected ? $"golden node {rejected}"
                : $"no answer for session '{session}' on any network with carrier",
            isFinal: true
        );
    }
}
