using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Relay;

/// <summary>TCP between two nodes, cubic on both ends.</summary>
internal static class Link
{
    private const int Port = 30764;
    private const int IpprotoTcp = 6;
    private const int TcpCongestion = 13;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static Socket AcceptChild()
    {
        using var listener = Create();
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Any, Port));
        listener.Listen(1);
        return listener.Accept();
    }

    /// <summary>The parent may not listen yet.</summary>
    public static Socket ConnectToParent(string address)
    {
        for (var deadline = DateTime.UtcNow + s_patience; ; Thread.Sleep(5))
        {
            var socket = Create();
            try
            {
                socket.Connect(IPAddress.Parse(address), Port);
                return socket;
            }
            catch (SocketException) when (DateTime.UtcNow < deadline)
            {
                socket.Dispose();
            }
        }
    }

    private static Socket Create()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(IpprotoTcp, TcpCongestion, Encoding.ASCII.GetBytes("cubic"));
        return socket;
    }
}
