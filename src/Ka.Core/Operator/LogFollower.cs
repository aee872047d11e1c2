using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Logs;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>The log of one node, followed from afar: through a loss of the connection and from stage 1 into the rescue, each line
/// once.</summary>
public sealed class LogFollower(IPEndPoint node, Token? token, ILogReport report)
{
    /// <summary>The other side says something every two seconds.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly object _connecting = new();
    private volatile bool _isOver;
    private Connection? _connection;
    private UInt128 _boot;
    private long _next;
    private string _told = "";
    private TimeSpan _pause;

    /// <summary>Follows until <see cref="Stop"/>.</summary>
    /// <returns>false: the node will not have us, and said so.</returns>
    public bool Run()
    {
        var door = new ClientHandshake(LogServer.Session, token, PeerRole.Watched);
        while (!_isOver)
        {
            _pause = s_again;
            try
            {
                using var connection = door.Enter(node, MachineName.Read(), new Follow(_boot, _next));
                Hear(connection);
            }
            catch (HandshakeException e) when (e.IsFinal)
            {
                report.Failed(node.Address, e.Message);
                return false;
            }
            catch (HandshakeException e)
            {
                StayAway(e.RetryAfter);
                Lose(e.Message);
            }
            catch (ProtocolException e)
            {
                Lose(e.Message);
            }
            lock (_connecting)
                if (!_isOver)
                    Monitor.Wait(_connecting, _pause);
        }
        return true;
    }

    /// <summary>From any thread.</summary>
    public void Stop()
    {
        lock (_connecting)
        {
            _isOver = true;
            Monitor.PulseAll(_connecting);
            _connection?.ShutDown();
        }
    }

    private void Hear(Connection connection)
    {
        connection.WaitAtMost(Silence, Silence);
        lock (_connecting)
            _connection = connection;
        using var keepalives = Keepalives.SendOn(connection);
        var lost = "";
        while (!_isOver && connection.TryReceive(out var message, out lost))
            Take(message);
        lock (_connecting)
            _connection = null;
        if (!_isOver)
            Lose(lost);
    }

    private void Take(ControlMessage message)
    {
        switch (message)
        {
            case FollowAccepted accepted:
                // Another start of the machine has a log of its own, from its first line on.
                if (accepted.Boot != _boot)
                    (_boot, _next) = (accepted.Boot, 0);
                _told = "";
                report.Follows(node.Address, accepted.Host, accepted.Line);
                break;
            case LogLine line:
                if (line.Line > _next)
                    report.Missed(node.Address, line.Line - _next);
                if (line.Line >= _next)
                    report.Line(node.Address, line.Line, line.Text);
                _next = Math.Max(_next, line.Line + 1);
                break;
            case Refused refused:
                StayAway(refused.RetryAfter);
                Lose(refused.Reason);
                break;
        }
    }

    private void StayAway(TimeSpan pause) => _pause = pause > s_again ? pause : s_again;

    // While a machine restarts, the same failure occurs every second: it is reported once.
    private void Lose(string reason)
    {
        if (_told != reason)
            report.Lost(node.Address, reason);
        _told = reason;
    }
}
