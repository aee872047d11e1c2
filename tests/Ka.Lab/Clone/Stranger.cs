using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Ka.TestKit;

namespace Ka.Lab.Clone;

/// <summary>A machine that does not belong to the run and knocks everywhere. It keeps what it was told.</summary>
internal sealed class Stranger(LabHost host) : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>Connects that often at once and says the same on each; the connections stay open.</summary>
    public void Knock(string address, int port, int times, ReadOnlySpan<byte> words)
    {
        for (var time = 0; time < times; time++)
        {
            var socket = Connect(address, port);
            Say(socket, words);
        }
    }

    /// <summary>A datagram from this machine, to one address or to all.</summary>
    public void Throw(string address, int port, ReadOnlySpan<byte> words)
    {
        var socket = host.Run(() =>
            new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true }
        );
        _sockets.Add(socket);
        socket.SendTo(words, SocketFlags.None, new IPEndPoint(IPAddress.Parse(address), port));
    }

    /// <summary>All that was said to it, connection by connection, datagrams included.</summary>
    public IReadOnlyList<byte[]> Heard() => [.. _sockets.Select(Drain)];

    /// <summary>Waits until every connection was ended by the other side.</summary>
    public bool AllShownOut(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        var open = _sockets.Where(socket => socket.SocketType == SocketType.Stream).ToList();
        while (open.Count > 0 && clock.Elapsed < patience)
        {
            open.RemoveAll(HasEnded);
            Interruption.Pause(TimeSpan.FromMilliseconds(20));
        }
        return open.Count == 0;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private Socket Connect(string address, int port)
    {
        var socket = host.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _sockets.Add(socket);
        socket.Connect(IPAddress.Parse(address), port);
        return socket;
    }

    private static void Say(Socket socket, ReadOnlySpan<byte> words)
    {
        try
        {
            socket.Send(words);
        }
        catch (SocketException)
        {
            // Shown out before it could finish.
        }
    }

    // Reads without taking, so that what was said can be looked at later.
    private static bool HasEnded(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && (socket.Available == 0 || Ended(socket));
        }
        catch (SocketException)
        {
            return true;
        }
    }

    // Something waits to be read: the end, if it is there, is behind it (tcp(7): TCP_INFO, whose first byte is the state).
    private static bool Ended(Socket socket)
    {
        const int TCP_INFO = 11,
            TCP_ESTABLISHED = 1;
        var info = new byte[8];
        return socket.GetRawSocketOption((int)ProtocolType.Tcp, TCP_INFO, info) > 0 && info[0] != TCP_ESTABLISHED;
    }

    private static byte[] Drain(Socket socket)
    {
        var heard = new List<byte>();
        var buffer = new byte[4096];
        try
        {
            while (socket.Poll(0, SelectMode.SelectRead) && socket.Receive(buffer) is > 0 and var count)
                heard.AddRange(buffer.AsSpan(0, count));
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }
        return [.. heard];
    }
}
