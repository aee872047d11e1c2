using System;

namespace Ka.Runtime;

/// <summary>Hands events to a listener on a thread of its own, so that a listener that blocks delays no publisher.</summary>
/// <remarks> Terminals, pipes and disks block; the loop that decides must not. When the listener is behind by
/// <see cref="ObserverOptions.Capacity"/> events, further ones are dropped, counted, and reported to <see cref="Dropped"/> before
/// the next event. Events that <see cref="IsRequired"/> names are never dropped; their number must be bounded by their cause.
/// </remarks>
/// <param name="options">Name of the thread, capacity, interval of <see cref="Tick"/>.</param>
/// <param name="handle">Called on the observer's thread, in order.</param>
public sealed class Observer<TEvent>(ObserverOptions options, Action<TEvent> handle)
    where TEvent : class
{
    private readonly object _starting = new();
    private LossyQueue<TEvent>? _queue;
    private WorkerThread? _thread;

    /// <summary>Tells the events that must arrive however slow the listener is. Default: none.</summary>
    public Func<TEvent, bool> IsRequired { get; init; } = _ => false;

    /// <summary>Called on the observer's thread with the number of events dropped since the last call.</summary>
    public Action<long> Dropped { get; init; } = _ => { };

    /// <summary>Called on the observer's thread every <see cref="ObserverOptions.TickInterval"/>, and once more after the last
    /// event.</summary>
    public Action Tick { get; init; } = () => { };

    /// <summary>Called once, on the observer's thread, with the exception of a listener that failed. No further events are
    /// handled.</summary>
    public Action<Exception> Failed { get; init; } = _ => { };

    /// <summary>From any thread; never blocks. The first call starts the thread.</summary>
    public void Publish(TEvent happened)
    {
        lock (_starting)
            if (Queue.Add(happened))
                _thread ??= WorkerThread.Start(options.Name, Run, Fail);
    }

    /// <summary>Accepts no more events and waits until those that were accepted are handled.</summary>
    /// <returns>false: the listener still blocks after <paramref name="patience"/>.</returns>
    public bool Finish(TimeSpan patience)
    {
        WorkerThread? thread;
        lock (_starting)
        {
            Queue.Finish();
            thread = _thread;
        }
        return thread is null || thread.Join(patience);
    }

    // Made late: IsRequired is set after construction.
    private LossyQueue<TEvent> Queue => _queue ??= new LossyQueue<TEvent>(options.Capacity, IsRequired);

    private void Run()
    {
        var queue = _queue!;
        var tickAt = Deadline.After(options.TickInterval);
        while (queue.TryTake(tickAt, out var happened, out var dropped))
        {
            if (dropped > 0)
                Dropped(dropped);
            if (happened is not null)
                handle(happened);
            if (!tickAt.HasPassed)
                continue;
            Tick();
            tickAt = Deadline.After(options.TickInterval);
        }
        Tick();
    }

    private void Fail(Exception failure)
    {
        _queue!.Close();
        Failed(failure);
    }
}
