using System;
using System.Threading;

namespace Ka.SealedStream;

/// <summary>Chooses the compression level of the next chunk from the backlog before the link and the load of the
/// workers.</summary>
/// <remarks><para>A backlog above <see cref="HighWatermark"/> raises the level; one below <see cref="LowWatermark"/> while the
/// workers are busy lowers it. Each decision covers <see cref="Interval"/> chunks, so that one slow moment decides
/// nothing.</para>
/// <para>The effect of a decision shows many chunks later, when the backlog has grown or shrunk. So a level that starved the link
/// is not tried again for <see cref="Memory"/>. The step to no compression needs <c>LowIntervalsToNone</c> intervals:
/// uncompressed chunks that are wrongly sent occupy the link longest.</para>
/// <para>Thread-safe.</para></remarks>
public sealed class AdaptiveCompression(Compression wanted, int workers)
{
    /// <summary>Chunks between two decisions.</summary>
    public const int Interval = 16;

    /// <summary>Backlog in bytes above which the link is the bottleneck.</summary>
    public const long HighWatermark = 8 << 20;

    /// <summary>Backlog in bytes below which the link is about to idle.</summary>
    public const long LowWatermark = 1 << 20;

    /// <summary>Time during which a level that was too high is not tried again.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    // Consecutive intervals with a low backlog before the level is lowered.
    private const int LowIntervals = 2;
    private const int LowIntervalsToNone = 8;

    // Above 12 the gain is small and the memory large; --compress 19 remains possible.
    private const int HighestAuto = 12;

    // After a chunk that did not shrink, the next ones are not compressed: 1, 2, 4 ... up to this number.
    private const int LongestSkip = 64;

    private readonly Lock _lock = new();
    private int _level = wanted.Level;
    private int _chunks;
    private TimeSpan _working;
    private long _backlog;
    private TimeSpan _lastDecision;
    private int _lowIntervals;
    private int _tooHigh = HighestAuto + 1;
    private TimeSpan _tooHighAt;
    private int _tried;
    private int _skip;
    private int _nextSkip = 1;

    /// <summary>Returns the level of the next chunk; 0: do not compress.</summary>
    public int NextLevel()
    {
        lock (_lock)
        {
            if (_skip == 0)
            {
                _tried++;
                return _level;
            }
            _skip--;
            return 0;
        }
    }

    /// <summary>Records whether a chunk shrank. After a chunk that did not (video, archives), the next ones probably will
    /// not.</summary>
    public void Learn(bool shrank)
    {
        lock (_lock)
        {
            _skip = shrank ? 0 : _nextSkip;
            _nextSkip = shrank ? 1 : Math.Min(_nextSkip * 2, LongestSkip);
        }
    }

    /// <summary>Records an output chunk.</summary>
    /// <param name="working">Time a worker spent compressing and sealing it.</param>
    /// <param name="backlog">Sealed bytes that now wait for the link.</param>
    /// <param name="now">Time of any monotonic clock.</param>
    public void Report(TimeSpan working, long backlog, TimeSpan now)
    {
        if (!wanted.IsAuto)
            return;
        lock (_lock)
        {
            _working += working;
            _backlog += backlog;
            if (++_chunks < Interval)
                return;
            Decide(now);
            _chunks = 0;
            _tried = 0;
            _working = TimeSpan.Zero;
            _backlog = 0;
            _lastDecision = now;
        }
    }

    private void Decide(TimeSpan now)
    {
        var elapsed = now - _lastDecision;
        if (elapsed <= TimeSpan.Zero)
            return;
        var busy = _working / (elapsed * workers);
        var backlog = _backlog / Interval;
        _lowIntervals = backlog < LowWatermark && busy > 0.7 ? _lowIntervals + 1 : 0;
        if (_lowIntervals >= (_level > 1 ? LowIntervals : LowIntervalsToNone))
            Lower(now);
        else if (backlog > HighWatermark && MayRaise(busy, now))
            _level++;
    }

    private void Lower(TimeSpan now)
    {
        _lowIntervals = 0;
        if (_level == 0)
            return;
        (_tooHigh, _tooHighAt) = (_level, now);
        // An idle link is lost time, and the higher the level the longer an interval lasts.
        _level /= 2;
    }

    /// <summary>Returns true if a higher level is worth a try while the link is the bottleneck.</summary>
    private bool MayRaise(double busy, TimeSpan now)
    {
        // Any compression is better than none before a link that is too slow for the plain bytes.
        if (_level == 0)
            return true;
        // Chunks that were not compressed do not show what a higher level would cost.
        if (_tried < Interval / 2)
            return false;
        // Raising stops well before the processors are full: the golden node has other work.
        return busy < 0.3 && _level < HighestAuto && (_level + 1 < _tooHigh || now - _tooHighAt > Memory);
    }
}
