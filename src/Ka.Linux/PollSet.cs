using System;
using System.Diagnostics;

namespace Ka.Linux;

/// <summary>A fixed number of slots, each with a descriptor and what is awaited of it, for ppoll(2). One thread owns
/// it.</summary>
public sealed class PollSet
{
    private readonly pollfd[] _slots;
    private readonly Fd?[] _descriptors;

    public PollSet(int slots)
    {
        _slots = new pollfd[slots];
        _descriptors = new Fd?[slots];
        for (var i = 0; i < slots; i++)
            _slots[i].fd = -1;
    }

    /// <summary>Puts a descriptor into a slot; null, or no event, leaves the slot out of the next wait altogether:
    /// a peer that hung up would otherwise wake us for ever.</summary>
    public void Watch(int slot, Fd? descriptor, PollEvents events)
    {
        _descriptors[slot] = descriptor is null || events == PollEvents.None ? null : descriptor;
        _slots[slot].events = (short)events;
        _slots[slot].revents = 0;
    }

    public PollEvents Ready(int slot) => (PollEvents)_slots[slot].revents;

    /// <summary>Blocks until a slot is ready or <paramref name="timeout"/> has passed (null: for ever), to the fraction of a
    /// millisecond. The value is how many are.</summary>
    public unsafe SysResult Wait(TimeSpan? timeout)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            Borrow();
            fixed (pollfd* slots = _slots)
                while (true)
                {
                    var left = Left(timeout, begin);
                    var result = SysResult.From(Sys.ppoll(slots, (ulong)_slots.Length, timeout is null ? null : &left, null));
                    if (!result.Is(Errno.EINTR))
                        return result;
                }
        }
        finally
        {
            GiveBack();
        }
    }

    private static timespec Left(TimeSpan? timeout, long begin)
    {
        var left = (timeout ?? TimeSpan.Zero) - Stopwatch.GetElapsedTime(begin);
        return left > TimeSpan.Zero
            ? new timespec
            {
                tv_sec = left.Ticks / TimeSpan.TicksPerSecond,
                tv_nsec = (long_t)(left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            }
            : default;
    }

    private void Borrow()
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            _slots[i].revents = 0;
            var taken = false;
            _descriptors[i]?.DangerousAddRef(ref taken);
            if (taken)
                _slots[i].fd = _descriptors[i]!.Number;
        }
    }

    private void GiveBack()
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].fd == -1)
                continue;
            _slots[i].fd = -1;
            _descriptors[i]!.DangerousRelease();
        }
    }
}
