using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Sender;
using Ka.Transport;

namespace Ka.Tests.Transport;

/// <summary>Control ports on the loopback network, whose addresses stand for machines.</summary>
internal sealed class LoopbackServers : IDisposable
{
    private readonly List<IDisposable> _open = [];

    /// <summary>Gives a port that was free a moment ago.</summary>
    public static IPEndPoint FreePort(IPAddress? address = null)
    {
        using var socket = Sockets.Listen(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        return Sockets.LocalEndPoint(socket);
    }

    /// <summary>Opens a control port.</summary>
    /// <param name="post">Gets what happens there; null: it is not looked at.</param>
    public IPEndPoint Serve(BytePath session, Token token, IPAddress? address = null, Action<object>? post = null)
    {
        var at = FreePort(address);
        var handshake = new ServerHandshake([session], token);
        _open.Add(new ControlListener(at, handshake, post ?? (_ => { })));
        _open.Add(handshake);
        return at;
    }

    public void Dispose() => _open.ForEach(open => open.Dispose());
}
