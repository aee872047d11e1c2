namespace Ka.Runtime;

/// <summary>A bounded entrance to an <see cref="EventLoop{TEvent}"/>: its producer waits while too many of its events are
/// unhandled.</summary>
/// <remarks>The producer is any one thread other than the loop's own, which would wait for itself.</remarks>
public sealed class EventSource<TEvent>
    where TEvent : class
{
    private readonly EventLoop<TEvent> _loop;

    internal EventSource(EventLoop<TEvent> loop, int capacity) => (_loop, Capacity) = (loop, capacity);

    internal int Capacity { get; }

    /// <summary>Guarded by the loop's lock.</summary>
    internal int Unhandled { get; set; }

    /// <summary>Adds an event, after waiting for a place.</summary>
    /// <returns>false: the loop is closed and the event is dropped.</returns>
    public bool TryPost(TEvent happened) => _loop.TryPost(this, happened);

    /// <summary>Adds an event if there is a place for it; never waits. For a producer without a thread, such as a
    /// simulated one.</summary>
    /// <returns>false: there is no place, or the loop is closed.</returns>
    public bool TryPostNow(TEvent happened) => _loop.TryPostNow(this, happened);
}
