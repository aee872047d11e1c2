using System;
using System.Net;
using Ka.Linux;
using Ka.Runtime;
using Ka.Transport;

namespace Ka.Web;

/// <summary>A small HTTP server for observers of a run: GET, one request per connection, everything bounded. One
/// thread.</summary>
public sealed class HttpServer : IDisposable
{
    /// <summary>Connections at once.</summary>
    public const int MostConnections = 64;

    /// <summary>Connections of one address; more are closed at once.</summary>
    public const int MostPerAddress = 16;

    private const int WakeSlot = 0;
    private const int ListenerSlot = 1;
    private const int FirstSlot = 2;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    // Every connection is unknown to its end, and has its own deadlines before this one.
    private static readonly AdmissionOptions s_admission = new(MostConnections, MostPerAddress)
    {
        HandshakeLimit = HttpConnection.LongestLife,
        RejectionDelay = TimeSpan.Zero,
    };

    private readonly ListeningSocket _listener;
    private readonly Func<HttpRequest, HttpAnswer> _answer;

    // The last one is for a connection whose predecessor was evicted and is not disposed yet.
    private readonly HttpConnection?[] _connections = new HttpConnection?[MostConnections + 1];
    private readonly PollSet _poll = new(FirstSlot + MostConnections + 1);
    private readonly Wakeup _wakeup = new();
    private readonly WorkerThread _thread;
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private volatile bool _isOver;

    /// <param name="answer">Called by the server's thread; must not block for long.</param>
    /// <param name="complain">Called with a condition that the operator must know; on the server's thread.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public HttpServer(IPEndPoint at, Func<HttpRequest, HttpAnswer> answer, Action<string> complain)
    {
        _answer = answer;
        _listener = ListeningSocket.Open(at, s_admission, reason => complain($"HTTP port {at}: {reason}"));
        _thread = WorkerThread.Start(
            "http",
            Run,
            e => complain($"HTTP port {at} has failed: {e.Message}"),
            WorkerThread.SmallStack
        );
    }

    /// <summary>The address and port it listens on.</summary>
    public IPEndPoint At => _listener.At;

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    public void Dispose()
    {
        _isOver = true;
        _wakeup.Signal();
        _thread.Join();
        foreach (var connection in _connections)
            connection?.Dispose();
        _listener.Dispose();
        _wakeup.Dispose();
    }

    private void Run()
    {
        while (!_isOver)
        {
            var free = Array.IndexOf(_connections, null);
            _poll.Watch(WakeSlot, _wakeup.Descriptor, PollEvents.In);
            _poll.Watch(ListenerSlot, free < 0 ? null : _listener.Awaited, PollEvents.In);
            for (var i = 0; i < _connections.Length; i++)
                _poll.Watch(FirstSlot + i, _connections[i]?.Admitted.Socket, _connections[i]?.Awaits ?? PollEvents.None);
            _poll.Wait(_listener.UntilDue < s_look ? _listener.UntilDue : s_look).OrThrow("poll", "http");
            for (var i = 0; i < _connections.Length; i++)
                if (_connections[i] is { } connection)
                    Serve(i, connection);
            if (_poll.Ready(ListenerSlot) != PollEvents.None && _listener.TryAccept() is { } admitted)
                Add(free, admitted);
        }
    }

    private void Serve(int index, HttpConnection connection)
    {
        var goesOn = Now < connection.Deadline;
        try
        {
            if (goesOn && _poll.Ready(FirstSlot + index) != PollEvents.None)
                goesOn = connection.Advance(_answer, Now);
        }
        catch (Exception)
        {
            // Boundary of unknown peers: whatever their bytes led to, this connection ends and the others are served.
            goesOn = false;
        }
        if (goesOn)
            return;
        _listener.Release(connection.Admitted.Place);
        connection.Dispose();
        _connections[index] = null;
    }

    private void Add(int index, AdmittedSocket admitted)
    {
        if (Sockets.SetBlocking(admitted.Socket, false).IsSuccess)
        {
            _connections[index] = new HttpConnection(admitted, Now);
            return;
        }
        _listener.Release(admitted.Place);
        admitted.Socket.Dispose();
    }
}
