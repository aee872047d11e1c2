using System;
using System.Diagnostics;
using System.Threading;
using Ka.Linux;

namespace Ka.Relay;

/// <summary>The most recent part of the sealed stream, in a ring in memory.</summary>
/// <remarks><para>One writer fills it at the head (the relay from the parent, or the sealing pipeline). Three readers follow: the
/// verifier, this node's own consumer, and the child with those after it. A byte is overwritten only when all three are past
/// it.</para>
/// <para>Positions are offsets in the sealed stream. Always: <c>Oldest &lt;= VerifiedTo &lt;= Head &lt;= Oldest + Capacity</c>,
/// and <c>Consumed &lt;= VerifiedTo</c> while there is a local reader. <c>Oldest</c>, <c>VerifiedTo</c> and <c>Consumed</c> never
/// go back; <c>Head</c> does in <see cref="Rewind"/>.</para>
/// <para>All members are thread-safe. The relay's thread never blocks here. Bytes between <c>Oldest</c> and <c>VerifiedTo</c> do
/// not change, so spans of them are read without the lock; those behind <c>VerifiedTo</c> are read by the relay's thread
/// only.</para></remarks>
public sealed partial class Window : IDisposable
{
    private readonly MemoryRegion _memory;
    private readonly object _lock = new();
    private long _head;
    private long _oldest;
    private long _verifiedTo;
    private long _consumed;
    private long _retained;
    private string? _closed;

    /// <param name="capacity">Bytes; at least two chunks of the largest size, or the stream could not move.</param>
    /// <param name="wakeup">Wakes the relay; stays the caller's.</param>
    /// <param name="hasLocalReader">True at a node, which reads its own copy; false at the golden node.</param>
    public Window(long capacity, Wakeup wakeup, bool hasLocalReader)
    {
        _memory = new MemoryRegion(capacity);
        Wakeup = wakeup;
        _consumed = hasLocalReader ? 0 : long.MaxValue;
    }

    /// <summary>Size of the ring in bytes.</summary>
    public long Capacity => _memory.Length;

    /// <summary>Signalled when a position moved while the relay waited.</summary>
    public Wakeup Wakeup { get; }

    /// <summary>All positions at one moment.</summary>
    public WindowPositions Positions
    {
        get
        {
            lock (_lock)
                return PositionsLocked;
        }
    }

    /// <summary>Total time for which the local reader waited for bytes.</summary>
    public TimeSpan ReaderWaited
    {
        get
        {
            lock (_lock)
                return _readerWaits ? _readerWaited + Stopwatch.GetElapsedTime(_readerWaitsSince) : _readerWaited;
        }
    }

    private WindowPositions PositionsLocked =>
        new()
        {
            Oldest = _oldest,
            VerifiedTo = _verifiedTo,
            Head = _head,
            Consumed = Math.Min(_consumed, _head),
            HasSpace = FreeLocked > 0,
            IsHeldByConsumer = _consumed <= _retained,
        };

    // Bytes that are not verified are kept for the verifier, so a rewind never ends before the oldest position.
    private long NeededLocked => Math.Min(_verifiedTo, Math.Min(_consumed, _retained));

    // A new child may need, as far as this node knows, bytes that were overwritten before it came: then this would be negative.
    private long FreeLocked => Math.Max(0, Capacity - (_head - NeededLocked));

    /// <summary>Reserves free space at the head for the writer until <see cref="Commit"/>.</summary>
    /// <returns>At most <paramref name="most"/> bytes, in one piece; empty when the window is full.</returns>
    public Span<byte> Reserve(int most)
    {
        lock (_lock)
        {
            var offset = _head % Capacity;
            var length = (int)Math.Min(most, Math.Min(FreeLocked, Capacity - offset));
            // Bytes that no reader needs stay readable until their space is reserved.
            _oldest = Math.Max(_oldest, _head + length - Capacity);
            return _memory.Slice(offset, length);
        }
    }

    /// <summary>Adds the first <paramref name="count"/> reserved bytes to the stream; the other reserved bytes are free
    /// again.</summary>
    public void Commit(int count)
    {
        lock (_lock)
            _head += count;
    }

    /// <summary>Marks the bytes before <paramref name="position"/>, the end of a chunk, as undamaged.</summary>
    public void MarkVerified(long position)
    {
        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(position, _verifiedTo);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _head);
            SetVerified(position);
        }
    }

    /// <summary>Removes the bytes that are not verified: they are damaged and will be received again.</summary>
    public void Rewind()
    {
        lock (_lock)
            _head = _verifiedTo;
    }

    /// <summary>Blocks for space and appends bytes that are verified already. For the golden node, which sealed them.</summary>
    /// <exception cref="WindowClosedException"/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            WaitForSpace();
            var space = Reserve(bytes.Length);
            bytes[..space.Length].CopyTo(space);
            bytes = bytes[space.Length..];
            lock (_lock)
                SetVerified(_head += space.Length);
            WakeRelay();
        }
    }

    /// <summary>Returns the bytes from <paramref name="position"/> on that lie in one piece.</summary>
    /// <returns>Empty at the head and, for a child that is ahead after damage, behind it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The position is before the oldest.</exception>
    public ReadOnlySpan<byte> From(long position)
    {
        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(position, _oldest);
            if (position >= _head)
                return [];
            var offset = position % Capacity;
            return _memory.Slice(offset, (int)Math.Min(int.MaxValue, Math.Min(_head - position, Capacity - offset)));
        }
    }

    /// <summary>Copies bytes that may lie across the end of the ring.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the window.</exception>
    public void CopyTo(long position, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var piece = From(position);
            ArgumentOutOfRangeException.ThrowIfZero(piece.Length, nameof(position));
            var count = Math.Min(piece.Length, target.Length);
            piece[..count].CopyTo(target);
            target = target[count..];
            position += count;
        }
    }

    /// <summary>Wakes and ends all waiting threads: no bytes will come. The first reason is kept.</summary>
    public void Close(string reason)
    {
        lock (_lock)
        {
            _closed ??= reason;
            Monitor.PulseAll(_lock);
        }
        WakeRelay();
    }

    public void Dispose() => _memory.Dispose();

    private void SetVerified(long position)
    {
        _verifiedTo = position;
        if (_readerWaits)
            Monitor.PulseAll(_lock);
    }

    private void WaitForSpace()
    {
        lock (_lock)
        {
            ThrowIfClosed();
            while (FreeLocked == 0)
            {
                Monitor.Wait(_lock);
                ThrowIfClosed();
            }
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed is not null)
            throw new WindowClosedException(_closed);
    }
}
