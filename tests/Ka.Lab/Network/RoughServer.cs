using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.TestKit;

namespace Ka.Lab.Network;

/// <summary>A DHCP server of the worst kind on a host of the lab: what it answers is the test's decision. One thread.</summary>
internal sealed class RoughServer : IDisposable
{
    private static readonly IPEndPoint s_clients = new(IPAddress.Broadcast, 68);

    private readonly Fd _socket;
    private readonly Thread _thread;
    private int _questions;
    private volatile bool _stopping;

    /// <param name="answer">Called with each question, its number from 1 on, and the way to send a reply.</param>
    public RoughServer(LabHost host, Action<byte[], int, Action<byte[]>> answer)
    {
        _socket = host.Run(() =>
        {
            var socket = Sockets.OpenUdp(new IPEndPoint(IPAddress.Any, 67));
            Sockets.BindToInterface(socket, "eth0").OrThrow("bind to", "eth0");
            return socket;
        });
        _thread = new Thread(() => Serve(answer)) { IsBackground = true, Name = "rough server" };
        _thread.Start();
    }

    /// <summary>What clients said so far.</summary>
    public int Questions => Volatile.Read(ref _questions);

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Serve(Action<byte[], int, Action<byte[]>> answer)
    {
        var poll = new PollSet(1);
        var buffer = new byte[1500];
        while (!_stopping)
        {
            poll.Watch(0, _socket, PollEvents.In);
            if (poll.Wait(TimeSpan.FromMilliseconds(100)).Value < 1)
                continue;
            var received = Sockets.ReceiveFrom(_socket, buffer, out _);
            if (received.IsSuccess)
                answer(
                    buffer[..(int)received.Value],
                    Interlocked.Increment(ref _questions),
                    reply => _ = Sockets.SendTo(_socket, reply, s_clients)
                );
        }
    }
}
