using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Transport;

/// <summary>The thread that sends, for all connections of the process, what the kernel did not accept at once.</summary>
/// <remarks>Usually the kernel accepts every message at once, and the thread sleeps.</remarks>
internal sealed class SendLoop
{
    private const int FirstSlots = 8;

    // Stuck peers are looked for this often; their limit is seconds.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private static readonly object s_lock = new();
    private static SendLoop? s_shared;

    private readonly object _lock = new();
    private readonly List<Connection> _added = [];
    private readonly Wakeup _wakeup;
    private readonly List<Connection> _connections = [];
    private PollSet _poll = new(FirstSlots);
    private int _slots = FirstSlots;

    // It lives as long as the process, and so does the wakeup.
    private SendLoop(Wakeup wakeup)
    {
        _wakeup = wakeup;
        WorkerThread.Start("send", Run, End, WorkerThread.SmallStack);
    }

    /// <summary>The loop of the process; the first call starts it.</summary>
    /// <exception cref="LinuxException">No descriptor is free.</exception>
    public static SendLoop Shared
    {
        get
        {
            lock (s_lock)
                return s_shared ??= new SendLoop(new Wakeup());
        }
    }

    /// <summary>Makes the loop call <see cref="Connection.Flush"/> until it returns false. Never blocks.</summary>
    public void Add(Connection connection)
    {
        lock (_lock)
            _added.Add(connection);
        _wakeup.Signal();
    }

    private void Run()
    {
        while (true)
        {
            lock (_lock)
            {
                _connections.AddRange(_added);
                _added.Clear();
            }
            _connections.RemoveAll(connection => !connection.Flush());
            Wait();
            _wakeup.Clear();
        }
    }

    private void Wait()
    {
        if (_slots <= _connections.Count)
            _poll = new PollSet(_slots = 2 * _connections.Count + 1);
        _poll.Watch(0, _wakeup.Descriptor, PollEvents.In);
        for (var i = 1; i < _slots; i++)
            _poll.Watch(i, i <= _connections.Count ? _connections[i - 1].Socket : null, PollEvents.Out);
        try
        {
            _poll.Wait(_connections.Count > 0 ? s_look : null).OrThrow("poll", "send");
        }
        catch (ObjectDisposedException)
        {
            // A connection was disposed meanwhile; its Flush says so.
        }
    }

    // Nothing that one connection does ends the loop; without memory for a list the process is lost.
    private static void End(Exception failure) => Environment.FailFast("send loop: " + failure.Message, failure);
}
