using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace Ka.Runtime;

/// <summary>Hands items from one thread to others, with back-pressure by weight.</summary>
/// <param name="capacity">Sum of weights at which the adding thread waits. An empty queue accepts an item of any weight.</param>
public sealed class BoundedQueue<T>(long capacity)
    where T : class
{
    private readonly object _lock = new();
    private readonly Queue<(T Item, long Weight)> _items = new();
    private long _weight;
    private bool _isFull;
    private bool _complete;
    private bool _abandoned;

    /// <summary>Adds an item, after waiting for a place.</summary>
    /// <returns>false: the queue is abandoned.</returns>
    public bool TryAdd(T item, long weight)
    {
        lock (_lock)
        {
            while (!_abandoned && _items.Count > 0 && _weight + weight > capacity)
            {
                _isFull = true;
                Monitor.Wait(_lock);
            }
            if (_abandoned)
                return false;
            Enqueue(item, weight);
            return true;
        }
    }

    /// <summary>Adds an item if it fits now; never waits.</summary>
    /// <returns>false: the queue is full or abandoned.</returns>
    public bool TryAddNow(T item, long weight)
    {
        lock (_lock)
        {
            if (_abandoned || (_items.Count > 0 && _weight + weight > capacity))
                return false;
            Enqueue(item, weight);
            return true;
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns>false: no item will come any more.</returns>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        lock (_lock)
        {
            while (_items.Count == 0 && !_complete && !_abandoned)
                Monitor.Wait(_lock);
            if (_items.Count == 0)
            {
                item = null;
                return false;
            }
            (item, var weight) = _items.Dequeue();
            _weight -= weight;
            // Waking the other side for every item would switch threads for every item.
            if (_isFull && (_items.Count == 0 || _weight <= capacity / 2))
            {
                _isFull = false;
                Monitor.PulseAll(_lock);
            }
            return true;
        }
    }

    /// <summary>Ends the queue for the adding side; items that are inside can still be taken.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Ends the queue for both sides and wakes them.</summary>
    /// <returns>The items that were inside; empty at a second call.</returns>
    public IReadOnlyList<T> Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            var left = new List<T>();
            foreach (var (item, _) in _items)
                left.Add(item);
            _items.Clear();
            Monitor.PulseAll(_lock);
            return left;
        }
    }

    private void Enqueue(T item, long weight)
    {
        _items.Enqueue((item, weight));
        _weight += weight;
        Monitor.PulseAll(_lock);
    }
}
