using System;
using System.Net;
using System.Threading;
using Ka.Linux;

namespace Ka.Web;

/// <summary>A small HTTP server for who watches: GET, one request for each connection, everything bounded. One thread.</summary>
public sealed class HttpPort : IDisposable
{
    /// <summary>Connections at once; more wait in the kernel's queue.</summary>
    public const int MostGuests = 64;

    /// <summary>How many of them one machine may have; more are closed at once.</summary>
    public const int MostEach = 16;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly Fd _listener;
    private readonly Func<HttpRequest, HttpAnswer> _answer;
    private readonly HttpGuest?[] _guests = new HttpGuest?[MostGuests];
    private readonly PollSet _poll = new(MostGuests + 2);
    private readonly Wakeup _wakeup = new();
    private readonly Thread _thread;
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private volatile bool _isOver;
    private TimeSpan _acceptAgain;

    /// <param name="answer">Called by our thread; must not block for long.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public HttpPort(IPEndPoint at, Func<HttpRequest, HttpAnswer> answer)
    {
        _answer = answer;
        _listener = Sockets.Listen(at);
        Sockets.SetBlocking(_listener, false).OrThrow("fcntl", at.ToString());
        _thread = new Thread(Run, 256 * 1024) { Name = "http", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint At => Sockets.LocalEndPoint(_listener);

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    public void Dispose()
    {
        _isOver = true;
        _wakeup.Signal();
        _thread.Join();
        foreach (var guest in _guests)
            guest?.Dispose();
        _listener.Dispose();
        _wakeup.Dispose();
    }

    private void Run()
    {
        while (!_isOver)
        {
            var free = Array.IndexOf(_guests, null);
            _poll.Watch(MostGuests, _wakeup.Descriptor, PollEvents.In);
            _poll.Watch(MostGuests + 1, free < 0 || Now < _acceptAgain ? null : _listener, PollEvents.In);
            for (var i = 0; i < MostGuests; i++)
                _poll.Watch(i, _guests[i]?.Socket, _guests[i]?.Awaits ?? PollEvents.None);
            _ = _poll.Wait(Now < _acceptAgain ? s_pause : s_look);
            for (var i = 0; i < MostGuests; i++)
                if (_guests[i] is { } guest)
                    Serve(i, guest);
            if (_poll.Ready(MostGuests + 1) != PollEvents.None)
                Accept(free);
        }
    }

    private void Serve(int place, HttpGuest guest)
    {
        var goesOn = Now < guest.Deadline;
        try
        {
            if (goesOn && _poll.Ready(place) != PollEvents.None)
                goesOn = guest.GoOn(_answer, Now);
        }
        catch (Exception)
        {
            // Whatever a guest's bytes led to, the guest is out and the others are served.
            goesOn = false;
        }
        if (goesOn)
            return;
        guest.Dispose();
        _guests[place] = null;
    }

    private void Accept(int place)
    {
        var accepted = Sockets.TryAccept(_listener, out var socket, out var remote);
        if (!accepted.IsSuccess)
        {
            // Out of descriptors or memory: somebody must leave before the next can come.
            if (!accepted.Is(Errno.EAGAIN))
                _acceptAgain = Now + s_pause;
            return;
        }
        var count = 0;
        foreach (var guest in _guests)
            count += guest is not null && guest.Address.Equals(remote.Address) ? 1 : 0;
        if (count >= MostEach || !Sockets.SetBlocking(socket, false).IsSuccess)
            socket.Dispose();
        else
            _guests[place] = new HttpGuest(socket, remote.Address, Now);
    }
}
