using System;
using System.Diagnostics;
using System.Threading;
using Ka.Linux;

namespace Ka.Chain;

/// <summary>The last part of the sealed stream, in memory: filled at its head by the parent or the sealer, read at three places
/// (this node's child, this node's disk, and whoever may have to be served again), dropped behind the slowest of them.</summary>
/// <remarks>Positions are offsets in the sealed stream. The relay's thread never blocks here; the threads that do
/// (<see cref="Append"/>, <see cref="WaitFor"/>) are woken by positions that moved or by <see cref="Break"/>. Bytes between
/// <see cref="Oldest"/> and <see cref="Head"/> do not change, so spans of them are read without the lock; the exception is
/// <see cref="Rewind"/>, which takes back what nobody but the relay has looked at. One writer at the head, one local reader,
/// one relay.</remarks>
public sealed class Window : IDisposable
{
    private readonly MemoryRegion _memory;
    private readonly Wakeup _relay;
    private readonly object _positions = new();
    private long _head;
    private long _oldest;
    private long _proven;
    private long _consumed;
    private long _retained;
    private bool _readerWaits;
    private long _readerWaitsSince;
    private TimeSpan _readerWaited;
    private bool _relaySleeps;
    private string? _broken;

    /// <param name="capacity">Bytes; at least two chunks of the largest size, or the stream could not move.</param>
    /// <param name="relay">Signalled when something moved while the relay slept.</param>
    /// <param name="hasLocalReader">A node reads its own copy; the golden node does not.</param>
    public Window(long capacity, Wakeup relay, bool hasLocalReader)
    {
        _memory = new MemoryRegion(capacity);
        _relay = relay;
        _consumed = hasLocalReader ? 0 : long.MaxValue;
    }

    public long Capacity => _memory.Length;

    /// <summary>The position behind the last byte that is here.</summary>
    public long Head
    {
        get
        {
            lock (_positions)
                return _head;
        }
    }

    /// <summary>The position up to which the bytes came as they were sent: the end of a chunk. The local reader gets no
    /// further.</summary>
    public long Proven
    {
        get
        {
            lock (_positions)
                return _proven;
        }
    }

    /// <summary>The first position that can still be served. It never goes back: a writer may have overwritten all before it.</summary>
    public long Oldest
    {
        get
        {
            lock (_positions)
                return _oldest;
        }
    }

    /// <summary>The position up to which the local reader is done.</summary>
    public long Consumed
    {
        get
        {
            lock (_positions)
                return _consumed;
        }
    }

    /// <summary>In all, the local reader had nothing to read.</summary>
    public TimeSpan ReaderWaited
    {
        get
        {
            lock (_positions)
                return _readerWaits ? _readerWaited + Stopwatch.GetElapsedTime(_readerWaitsSince) : _readerWaited;
        }
    }

    public bool HasRoom
    {
        get
        {
            lock (_positions)
                return FreeLocked > 0;
        }
    }

    /// <summary>It is this node's own consumer that keeps the window from moving.</summary>
    public bool IsHeldByConsumer
    {
        get
        {
            lock (_positions)
                return _consumed <= _retained;
        }
    }

    // Bytes that are not proven are kept for the verifier, so a rewind never ends before the oldest position.
    private long NeededLocked => Math.Min(_proven, Math.Min(_consumed, _retained));

    // A child that is new to us may need, as far as we know, what was dropped before it came.
    private long FreeLocked => Math.Max(0, Capacity - (_head - NeededLocked));

    /// <summary>Free room at the head, at most <paramref name="most"/> bytes and as far as it lies in one piece; empty when
    /// the window is full. The writer's until <see cref="Advance"/>.</summary>
    public Span<byte> Room(int most)
    {
        lock (_positions)
        {
            var free = FreeLocked;
            var offset = _head % Capacity;
            var length = (int)Math.Min(most, Math.Min(free, Capacity - offset));
            // Bytes that no reader needs stay readable until a writer has been given their place.
            _oldest = Math.Max(_oldest, _head + length - Capacity);
            return _memory.Slice(offset, length);
        }
    }

    /// <summary>The first <paramref name="count"/> bytes of <see cref="Room"/> now hold the stream; the rest is given back.</summary>
    public void Advance(int count)
    {
        lock (_positions)
            _head += count;
    }

    /// <summary>Everything before <paramref name="position"/>, the end of a chunk, is as it was sent.</summary>
    public void Prove(long position)
    {
        lock (_positions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(position, _proven);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _head);
            _proven = position;
            if (_readerWaits)
                Monitor.PulseAll(_positions);
        }
    }

    /// <summary>What came after the last proven byte is damaged: the stream goes on at <see cref="Proven"/> once more.</summary>
    public void Rewind()
    {
        lock (_positions)
            _head = _proven;
    }

    /// <summary>What is here from <paramref name="position"/> on, as far as it lies in one piece.</summary>
    public ReadOnlySpan<byte> From(long position)
    {
        lock (_positions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(position, _oldest);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(position, _head);
            var offset = position % Capacity;
            return _memory.Slice(offset, (int)Math.Min(int.MaxValue, Math.Min(_head - position, Capacity - offset)));
        }
    }

    /// <summary>Puts bytes at the head, waiting for room. They are proven: the golden node itself sealed them.</summary>
    /// <exception cref="WindowBrokenException">The run ended meanwhile.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            WaitForRoom();
            var room = Room(bytes.Length);
            bytes[..room.Length].CopyTo(room);
            bytes = bytes[room.Length..];
            Advance(room.Length);
            Prove(Head);
            WakeRelay();
        }
    }

    /// <summary>Blocks the local reader until a whole chunk from <paramref name="position"/> on is here and proven.</summary>
    /// <exception cref="WindowBrokenException">It will not come.</exception>
    public void WaitBeyond(long position)
    {
        lock (_positions)
        {
            if (_proven > position)
                return;
            _readerWaitsSince = Stopwatch.GetTimestamp();
            _readerWaits = true;
            while (_proven <= position)
            {
                ThrowIfBroken();
                Monitor.Wait(_positions);
            }
            _readerWaits = false;
            _readerWaited += Stopwatch.GetElapsedTime(_readerWaitsSince);
        }
    }

    /// <summary>Copies bytes that may lie across the ring's seam.</summary>
    public void CopyTo(long position, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var piece = From(position);
            var count = Math.Min(piece.Length, target.Length);
            piece[..count].CopyTo(target);
            target = target[count..];
            position += count;
        }
    }

    /// <summary>The local reader needs nothing before <paramref name="position"/> any more.</summary>
    public void Consume(long position)
    {
        lock (_positions)
        {
            _consumed = position;
            Monitor.PulseAll(_positions);
        }
        WakeRelay();
    }

    /// <summary>Keeps everything from <paramref name="position"/> on for a child that goes on there. It may be ahead of us: after
    /// damage we went back, and it waits until we are there again.</summary>
    /// <returns>false: it is gone; nothing has changed.</returns>
    public bool TryRetain(long position)
    {
        lock (_positions)
        {
            if (position < _oldest)
                return false;
            _retained = Math.Min(_retained, position);
            return true;
        }
    }

    /// <summary>No descendant needs anything before <paramref name="position"/>; <see cref="long.MaxValue"/>: there is none.
    /// Until the first call everything is kept: a child may be on its way.</summary>
    public void Retain(long position)
    {
        lock (_positions)
        {
            _retained = position;
            Monitor.PulseAll(_positions);
        }
    }

    /// <summary>The local reader gave up; the node goes on as a relay.</summary>
    public void AbandonLocalReader() => Consume(long.MaxValue);

    /// <summary>No more bytes will come and no room is of use: wakes and ends everyone who waits. The first reason stays.</summary>
    public void Break(string reason)
    {
        lock (_positions)
        {
            _broken ??= reason;
            Monitor.PulseAll(_positions);
        }
        WakeRelay();
    }

    /// <summary>The relay is about to sleep: from here to <see cref="RelayAwake"/> every movement signals it. It looks at the
    /// positions once more after this call, so that nothing falls between.</summary>
    public void RelaySleeps()
    {
        lock (_positions)
            _relaySleeps = true;
    }

    public void RelayAwake()
    {
        lock (_positions)
            _relaySleeps = false;
    }

    public void Dispose() => _memory.Dispose();

    private void WaitForRoom()
    {
        lock (_positions)
        {
            ThrowIfBroken();
            while (FreeLocked == 0)
            {
                Monitor.Wait(_positions);
                ThrowIfBroken();
            }
        }
    }

    private void WakeRelay()
    {
        lock (_positions)
        {
            if (!_relaySleeps)
                return;
            _relaySleeps = false;
        }
        _relay.Signal();
    }

    private void ThrowIfBroken()
    {
        if (_broken is not null)
            throw new WindowBrokenException(_broken);
    }
}
