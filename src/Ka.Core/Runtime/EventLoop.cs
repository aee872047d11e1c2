using System;
using System.Collections.Generic;
using System.Threading;

namespace Ka.Runtime;

/// <summary>The inbox of a thread that owns a state machine, with a regular tick.</summary>
/// <remarks>
/// Events are posted from any thread; a single thread calls <see cref="Step"/> and handles them.
/// The handlers must not block: as long as one runs, no event and no tick is handled.
/// A simulation gives a virtual <see cref="TimeProvider"/> and calls <see cref="TryStep"/>, which never waits.
/// </remarks>
/// <typeparam name="TEvent">A closed hierarchy of records, so that a forgotten case is visible.</typeparam>
/// <param name="time">Its timestamps are the loop's clock.</param>
/// <param name="tickInterval">Time from the end of one tick to the begin of the next.</param>
public sealed class EventLoop<TEvent>(TimeProvider time, TimeSpan tickInterval)
    where TEvent : class
{
    private readonly long _start = time.GetTimestamp();
    private readonly object _lock = new();
    private readonly Queue<(TEvent Event, EventSource<TEvent>? Source)> _inbox = new();
    private TimeSpan _nextTick;
    private bool _isClosed;

    /// <summary>Time since the loop was made.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Adds an event; never blocks. For events whose number is bounded by their cause. After <see cref="Close"/>:
    /// dropped.</summary>
    public void Post(TEvent happened)
    {
        lock (_lock)
            Enqueue(happened, null);
    }

    /// <summary>Makes an entrance for a producer that must not fill memory, such as a peer on the network.</summary>
    /// <param name="capacity">Unhandled events of this source; <see cref="EventSource{TEvent}.TryPost"/> waits while there are
    /// that many.</param>
    public EventSource<TEvent> AddSource(int capacity) => new(this, capacity);

    /// <summary>Waits for an event or the next tick, whichever is first, and handles it.</summary>
    public void Step(Action<TEvent> handle, Action tick)
    {
        if (TryTake(_nextTick - Now, out var happened))
            handle(happened!);
        TickIfDue(tick);
    }

    /// <summary>Handles an event that is there and a tick that is due.</summary>
    /// <returns>false: there was neither.</returns>
    public bool TryStep(Action<TEvent> handle, Action tick)
    {
        var isTaken = TryTake(TimeSpan.Zero, out var happened);
        if (isTaken)
            handle(happened!);
        return TickIfDue(tick) || isTaken;
    }

    /// <summary>Waits for the next event without ticks, at most <paramref name="patience"/>.</summary>
    public bool TryTake(TimeSpan patience, out TEvent? happened)
    {
        var start = TimeProvider.System.GetTimestamp();
        lock (_lock)
        {
            while (_inbox.Count == 0)
            {
                var left = patience == Timeout.InfiniteTimeSpan ? patience : patience - TimeProvider.System.GetElapsedTime(start);
                if (left <= TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan)
                {
                    happened = null;
                    return false;
                }
                Monitor.Wait(_lock, left);
            }
            (happened, var source) = _inbox.Dequeue();
            if (source is not null && source.Unhandled-- == source.Capacity)
                Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>From any thread: drops what is posted from now on and lets waiting sources go.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    internal bool TryPost(EventSource<TEvent> source, TEvent happened)
    {
        lock (_lock)
        {
            while (source.Unhandled >= source.Capacity && !_isClosed)
                Monitor.Wait(_lock);
            if (!_isClosed)
                source.Unhandled++;
            return Enqueue(happened, source);
        }
    }

    internal bool TryPostNow(EventSource<TEvent> source, TEvent happened)
    {
        lock (_lock)
        {
            if (source.Unhandled >= source.Capacity || _isClosed)
                return false;
            source.Unhandled++;
            return Enqueue(happened, source);
        }
    }

    private bool Enqueue(TEvent happened, EventSource<TEvent>? source)
    {
        if (_isClosed)
            return false;
        _inbox.Enqueue((happened, source));
        if (_inbox.Count == 1)
            Monitor.PulseAll(_lock);
        return true;
    }

    private bool TickIfDue(Action tick)
    {
        if (Now < _nextTick)
            return false;
        tick();
        _nextTick = Now + tickInterval;
        return true;
    }
}
