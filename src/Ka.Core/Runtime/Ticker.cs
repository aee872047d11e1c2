using System;
using System.Threading;

namespace Ka.Runtime;

/// <summary>Calls an action at a fixed interval, on a thread of its own, until it is disposed of.</summary>
/// <remarks>The first call comes after one interval. A call that takes longer than the interval delays the next one. The class
/// library's timers run on the thread pool, where an exception ends the process.</remarks>
public sealed class Ticker : IDisposable
{
    private readonly object _lock = new();
    private bool _isOver;

    /// <param name="name">Of the thread.</param>
    /// <param name="failed">Called on that thread with the exception that ended the calls; must not throw.</param>
    public Ticker(string name, TimeSpan interval, Action tick, Action<Exception> failed) =>
        WorkerThread.Start(name, () => Run(interval, tick), failed, WorkerThread.SmallStack);

    /// <summary>No call begins after this; a call that runs may still run. Does not block.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.Pulse(_lock);
        }
    }

    private void Run(TimeSpan interval, Action tick)
    {
        while (IsDue(Deadline.After(interval)))
            tick();
    }

    /// <returns>false: it is disposed of.</returns>
    private bool IsDue(Deadline next)
    {
        lock (_lock)
        {
            while (!_isOver && !next.HasPassed)
                Monitor.Wait(_lock, next.Left);
            return !_isOver;
        }
    }
}
