using System;
using System.Net;
using Ka.Linux;
using Ka.Logs;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>A command that one node runs for us.</summary>
public sealed class RemoteCommand(IPEndPoint node, Token? token, ILogReport report)
{
    /// <summary>The node was not reached, refused, or was lost: as ssh(1) says it.</summary>
    public const int NotRun = 255;

    /// <summary>Its time was over: as timeout(1) says it.</summary>
    public const int TimedOut = 124;

    // A signal's number beside it: as sh(1) says it.
    private const int Killed = 128;

    private readonly object _connecting = new();
    private Connection? _connection;
    private bool _isInterrupted;

    /// <summary>Runs it, and hands on what it says.</summary>
    /// <returns>Its exit status, 128 and the signal's number, <see cref="TimedOut"/> or <see cref="NotRun"/>.</returns>
    public int Run(BytePath command, TimeSpan timeLimit)
    {
        try
        {
            var door = new ClientHandshake(LogServer.Session, token, PeerRole.Watched);
            using var connection = door.Enter(node, MachineName.Read(), new Execute(command, timeLimit));
            return Hear(connection);
        }
        catch (Exception e) when (e is HandshakeException or ProtocolException)
        {
            report.Failed(node.Address, e.Message);
            return NotRun;
        }
    }

    /// <summary>Has it end there. From any thread.</summary>
    public void Interrupt()
    {
        lock (_connecting)
        {
            _isInterrupted = true;
            _connection?.TrySend(new Interrupt());
        }
    }

    private int Hear(Connection connection)
    {
        connection.WaitAtMost(LogFollower.Silence, LogFollower.Silence);
        using var keepalives = Keepalives.SendOn(connection);
        lock (_connecting)
        {
            _connection = connection;
            if (_isInterrupted)
                connection.TrySend(new Interrupt());
        }
        while (connection.TryReceive(out var message, out var lost) || Gone(lost))
            switch (message)
            {
                case CommandOutput output:
                    report.Output(node.Address, output.Stream, output.Bytes.Span);
                    break;
                case CommandEnded ended:
                    report.Ended(node.Address, ended.End, ended.Status);
                    return ended.End switch
                    {
                        CommandEnd.Exited => ended.Status,
                        CommandEnd.Killed => Killed + ended.Status,
                        _ => TimedOut,
                    };
                case Refused refused:
                    throw new HandshakeException(refused.Reason, isFinal: true);
            }
        return NotRun;
    }

    private static bool Gone(string lost) => throw new HandshakeException($"lost while its command ran: {lost}", isFinal: true);
}
