using System;
using System.Collections.Generic;
using System.Net;
using Ka.Transport;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>One end of a control connection: what a <see cref="Connection"/> is to the event loops, without TLS and
/// sockets.</summary>
/// <remarks>Messages wait in it, as in a socket, while their entrance to the loop is full. Like the real one it cuts off a peer
/// that leaves too many messages unread.</remarks>
internal sealed class SimControl(SimMachine owner, SimMachine peer, IPEndPoint local, IPEndPoint remote) : IControlConnection
{
    private readonly Queue<ControlMessage> _socket = new();
    private readonly SimLane _lane = new();
    private Func<ControlMessage, bool>? _tryPost;
    private Action<string>? _lost;
    private string? _end;
    private bool _isFinished;
    private int _onTheWay;

    public IPEndPoint Remote { get; } = remote;

    public IPEndPoint Local { get; } = local;

    public required SimControl? Other { get; set; }

    /// <summary>What this end sends.</summary>
    public SimLane Lane => _lane;

    /// <summary>Both ends of a connection, the dialling machine's first.</summary>
    public static (SimControl Node, SimControl Golden) Pair(SimNode node, SimServer golden)
    {
        var (here, there) = (node.ControlAddress, SimServer.Control);
        var first = new SimControl(node, golden, here, there) { Other = null };
        first.Other = new SimControl(golden, node, there, here) { Other = first };
        return (first, first.Other);
    }

    /// <summary>The receiver of this end: from now on messages go to the loop.</summary>
    /// <param name="tryPost">false: the entrance is full.</param>
    /// <param name="lost">Called once, after the last message, with the reason.</param>
    public void Receive(Func<ControlMessage, bool> tryPost, Action<string> lost)
    {
        (_tryPost, _lost) = (tryPost, lost);
        Pump();
    }

    public bool TrySend(ControlMessage message)
    {
        if (_isFinished)
            return false;
        if (++_onTheWay > Connection.MostQueued)
        {
            Break($"{Connection.MostQueued} messages wait for it to read");
            return false;
        }
        (owner as SimServer)?.OnSaid(peer, message);
        Transmit(() =>
        {
            _onTheWay--;
            Other!.Take(message);
        });
        return true;
    }

    public void Finish()
    {
        if (!_isFinished)
            Transmit(() => Other!.TakeEnd("connection closed"));
        _isFinished = true;
    }

    public void ShutDown() => Break("connection closed");

    /// <summary>The process of this end is gone: its kernel resets the connection.</summary>
    public void Reset()
    {
        if (_end is null)
            Transmit(() => Other!.TakeEnd("connection reset"));
        (_end, _lost, _isFinished) = ("", null, true);
        _socket.Clear();
    }

    /// <summary>Gives the loop what it has places for.</summary>
    public void Pump()
    {
        while (_tryPost is not null && _socket.TryPeek(out var message) && _tryPost(message))
            _socket.Dequeue();
        if (_end is null || _socket.Count > 0 || _lost is not { } lost)
            return;
        _lost = null;
        // The receiver closes its end, too.
        Finish();
        lost(_end);
    }

    private void Take(ControlMessage message)
    {
        if (_end is not null)
            return;
        _socket.Enqueue(message);
        Pump();
    }

    private void TakeEnd(string reason)
    {
        _end ??= reason;
        Pump();
    }

    private void Break(string reason)
    {
        Finish();
        _socket.Clear();
        TakeEnd(reason);
    }

    private void Transmit(Action arrived) => owner.Send(peer, arrived, lane: _lane);
}
