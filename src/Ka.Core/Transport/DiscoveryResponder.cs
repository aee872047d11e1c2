using System;
using System.Net;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>Answers nodes that ask by broadcast who serves the session. One thread.</summary>
public sealed class DiscoveryResponder : IDisposable
{
    /// <summary>UDP, where the golden node listens.</summary>
    public const int Port = 4957;

    private const int SocketSlot = 0;
    private const int WakeSlot = 1;

    private readonly Fd _socket;
    private readonly Wakeup _wakeup = new();
    private readonly WorkerThread _thread;
    private readonly Func<Discover, Offer> _answer;
    private readonly BytePath _session;
    private bool _stopping;

    /// <param name="bind">The address of one network, or any.</param>
    /// <param name="token">null: the session is open.</param>
    /// <param name="failed">Called with the reason when no question is answered any more; on the responder's thread.</param>
    /// <exception cref="LinuxException">The port cannot be had, or the address is not one of ours that can hear
    /// broadcasts.</exception>
    public DiscoveryResponder(IPAddress bind, BytePath session, Token? token, ushort controlPort, Action<string> failed)
    {
        _session = session;
        _socket = Sockets.OpenUdp(new IPEndPoint(WhereBroadcastsCome(bind), Port));
        _answer = question =>
            token is null
                ? Offer.Unproven(question.Nonce, controlPort, question.Session)
                : Offer.Proven(token.Bytes, question.Nonce, controlPort, question.Session);
        _thread = WorkerThread.Start("discovery", Run, e => failed(e.Message));
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _wakeup.Signal();
        _thread.Join();
        _socket.Dispose();
        _wakeup.Dispose();
    }

    // A socket bound to one of our addresses hears no broadcast; one bound to its network's broadcast address hears just those.
    private static IPAddress WhereBroadcastsCome(IPAddress bind)
    {
        if (bind.Equals(IPAddress.Any))
            return bind;
        foreach (var network in NetworkInterfaces.WithBroadcast())
            if (network.Address.Equals(bind))
                return network.Broadcast;
        throw new LinuxException("bind", $"{bind} (no network with carrier has it)", Errno.EADDRNOTAVAIL);
    }

    private void Run()
    {
        var poll = new PollSet(2);
        poll.Watch(SocketSlot, _socket, PollEvents.In);
        poll.Watch(WakeSlot, _wakeup.Descriptor, PollEvents.In);
        while (!Volatile.Read(ref _stopping))
        {
            poll.Wait(null).OrThrow("poll", "discovery");
            if (poll.Ready(SocketSlot) != PollEvents.None)
                AnswerOne();
        }
    }

    private void AnswerOne()
    {
        Span<byte> datagram = stackalloc byte[WireLimits.Datagram + 1];
        var received = Sockets.ReceiveFrom(_socket, datagram, out var from);
        if (!received.IsSuccess)
            return;
        try
        {
            var question = Discover.Decode(datagram[..(int)received.Value]);
            if (question.Session == _session)
                _ = Sockets.SendTo(_socket, _answer(question).Encode(), from);
        }
        catch (ProtocolException)
        {
            // Anything may arrive on a UDP port; a node that was not heard asks again.
        }
    }
}
