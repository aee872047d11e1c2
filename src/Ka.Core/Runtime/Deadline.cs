using System;
using System.Threading;

namespace Ka.Runtime;

/// <summary>A point of monotonic time until which a thread waits (CLOCK_MONOTONIC, clock_gettime(2)).</summary>
public readonly record struct Deadline
{
    private readonly long _start;
    private readonly TimeSpan _patience;

    private Deadline(long start, TimeSpan patience) => (_start, _patience) = (start, patience);

    /// <summary>Time left, never negative; <see cref="Timeout.InfiniteTimeSpan"/> when there is no limit. Fits
    /// Monitor.Wait.</summary>
    public TimeSpan Left
    {
        get
        {
            if (_patience == Timeout.InfiniteTimeSpan)
                return _patience;
            var left = _patience - TimeProvider.System.GetElapsedTime(_start);
            // Rounded up: a wait of less than a millisecond is a wait of none, and its loop would spin.
            return left <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
        }
    }

    /// <summary>True when no time is left.</summary>
    public bool HasPassed => Left == TimeSpan.Zero;

    /// <param name="patience"><see cref="Timeout.InfiniteTimeSpan"/>: it never passes.</param>
    public static Deadline After(TimeSpan patience) => new(TimeProvider.System.GetTimestamp(), patience);
}
