using System;
using System.Diagnostics;
using System.Threading;

namespace Ka.Relay;

/// <content>The waiting local reader, the children, and the waiting relay.</content>
public sealed partial class Window
{
    private bool _readerWaits;
    private long _readerWaitsSince;
    private TimeSpan _readerWaited;
    private bool _relayWaits;

    /// <summary>Blocks the local reader until the bytes before <paramref name="position"/> are verified.</summary>
    /// <exception cref="WindowClosedException">They will not come.</exception>
    public void WaitForVerified(long position)
    {
        lock (_lock)
        {
            if (_verifiedTo >= position)
                return;
            _readerWaitsSince = Stopwatch.GetTimestamp();
            _readerWaits = true;
            while (_verifiedTo < position)
            {
                ThrowIfClosed();
                Monitor.Wait(_lock);
            }
            _readerWaits = false;
            _readerWaited += Stopwatch.GetElapsedTime(_readerWaitsSince);
        }
    }

    /// <summary>Releases the bytes before <paramref name="position"/> for the local reader.</summary>
    public void Consume(long position)
    {
        lock (_lock)
        {
            _consumed = position;
            Monitor.PulseAll(_lock);
        }
        WakeRelay();
    }

    /// <summary>Ends the local reader; the node goes on as a relay.</summary>
    public void AbandonLocalReader() => Consume(long.MaxValue);

    /// <summary>Keeps the bytes from <paramref name="position"/> on for a new child. The position may be ahead of the head: after
    /// damage this node went back, and the child waits for it.</summary>
    /// <returns>false: the bytes are overwritten; the window is unchanged.</returns>
    public bool TryRetain(long position)
    {
        lock (_lock)
        {
            if (position < _oldest)
                return false;
            _retained = Math.Min(_retained, position);
            return true;
        }
    }

    /// <summary>Releases the bytes before <paramref name="position"/> for all descendants.</summary>
    /// <remarks>Until the first call all bytes are kept, because a child may be on its way.</remarks>
    /// <param name="position"><see cref="long.MaxValue"/>: there are no descendants.</param>
    public void Retain(long position)
    {
        lock (_lock)
        {
            _retained = position;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Begins a wait of the relay: until <see cref="EndWait"/> the next movement signals <see cref="Wakeup"/>.</summary>
    /// <remarks>No signal is sent for a state that the relay can already act on: then its sockets decide.</remarks>
    /// <param name="hasParent">True if the relay waits for space; false if it waits for bytes to send.</param>
    /// <param name="sentTo">Position up to which the child was sent the stream; <see cref="long.MaxValue"/> without a
    /// child.</param>
    public WindowPositions BeginWait(bool hasParent, long sentTo)
    {
        lock (_lock)
        {
            var positions = PositionsLocked;
            _relayWaits = hasParent ? !positions.HasSpace : positions.Head <= sentTo;
            return positions;
        }
    }

    /// <summary>Ends a wait of the relay.</summary>
    public WindowPositions EndWait()
    {
        lock (_lock)
        {
            _relayWaits = false;
            return PositionsLocked;
        }
    }

    private void WakeRelay()
    {
        lock (_lock)
        {
            if (!_relayWaits)
                return;
            _relayWaits = false;
        }
        Wakeup.Signal();
    }
}
