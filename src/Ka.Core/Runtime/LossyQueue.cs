using System;
using System.Collections.Generic;
using System.Threading;

namespace Ka.Runtime;

/// <summary>The events that wait for one listener: bounded, adding never blocks, and what does not fit is counted.</summary>
/// <remarks>Thread-safe. The queue of an <see cref="Observer{TEvent}"/>; the simulation takes from it without a thread.</remarks>
/// <param name="capacity">Events that may wait. Required ones are added all the same.</param>
/// <param name="isRequired">Tells the events that are never dropped; their number must be bounded by their cause.</param>
internal sealed class LossyQueue<TEvent>(int capacity, Func<TEvent, bool> isRequired)
    where TEvent : class
{
    private readonly object _lock = new();
    private readonly Queue<TEvent> _waiting = new();
    private long _dropped;
    private bool _isFinished;
    private bool _isClosed;

    /// <summary>Adds an event, or counts it as dropped.</summary>
    /// <returns>false: the queue accepts no more events.</returns>
    public bool Add(TEvent happened)
    {
        lock (_lock)
        {
            if (_isFinished || _isClosed)
                return false;
            if (_waiting.Count >= capacity && !isRequired(happened))
                _dropped++;
            else
                _waiting.Enqueue(happened);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Waits for an event until the deadline.</summary>
    /// <param name="happened">null: none came.</param>
    /// <param name="dropped">Events dropped since the last call, all of them before <paramref name="happened"/> or
    /// beside it.</param>
    /// <returns>false: there will be no more.</returns>
    public bool TryTake(Deadline until, out TEvent? happened, out long dropped)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && _dropped == 0 && !_isFinished && !until.HasPassed)
                Monitor.Wait(_lock, until.Left);
            (dropped, _dropped) = (_dropped, 0);
            var isTaken = _waiting.TryDequeue(out happened);
            return isTaken || dropped > 0 || !_isFinished;
        }
    }

    /// <summary>Accepts no more events; those inside can still be taken.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            _isFinished = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Accepts no more events and forgets those inside.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _waiting.Clear();
        }
    }
}
