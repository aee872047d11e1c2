using System;
using System.Threading;

namespace Ka.Sealing;

/// <summary>Chooses the level for the next chunk from how the last ones went: sealed bytes that pile up before the link are
/// worth more compression, a link that runs dry while the processors are busy is worth less.</summary>
/// <remarks><para>Thread-safe. Looks at <see cref="Interval"/> chunks at a time, so one slow moment decides nothing.</para>
/// <para>What is decided shows only when the pile before the link has grown or shrunk, many chunks later. So a level that let
/// the link run dry is not tried again soon, and the last step, to no compression at all, needs long proof: the megabytes that
/// are sent as they are meanwhile take the link as long as twice as many compressed ones.</para></remarks>
public sealed class CompressionControl(Compression wanted, int workers)
{
    /// <summary>Chunks between two decisions.</summary>
    public const int Interval = 16;

    /// <summary>Sealed bytes before the link from which on it is the narrow place.</summary>
    public const long Pile = 8 << 20;

    /// <summary>With less than this before it the link is about to run dry.</summary>
    public const long Dry = 1 << 20;

    /// <summary>A level that was too much is not tried again for so long.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    // So many intervals the link must have been about to run dry before the next lower level.
    private const int DryIntervals = 2;
    private const int DryIntervalsToNone = 8;

    // Above 12 the gain is small and the memory large; whoever wants 19 says so.
    private const int HighestAuto = 12;

    // After a chunk that did not shrink, so many are sent as they are before the next is tried; doubled each time.
    private const int LongestSkip = 64;

    private readonly Lock _lock = new();
    private int _level = wanted.Level;
    private int _chunks;
    private TimeSpan _working;
    private long _backlog;
    private TimeSpan _lastDecision;
    private int _dryIntervals;
    private int _tooMuch = HighestAuto + 1;
    private TimeSpan _tooMuchAt;
    private int _tried;
    private int _skip;
    private int _nextSkip = 1;

    /// <summary>The level to use now; 0: do not compress.</summary>
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

    /// <summary>After a chunk that did not become smaller (video, archives, random bytes) the next ones probably will not either.</summary>
    public void Learn(bool shrank)
    {
        lock (_lock)
        {
            _skip = shrank ? 0 : _nextSkip;
            _nextSkip = shrank ? 1 : Math.Min(_nextSkip * 2, LongestSkip);
        }
    }

    /// <summary>A chunk is out.</summary>
    /// <param name="working">Time a worker spent compressing and sealing it.</param>
    /// <param name="backlog">Sealed bytes that now wait for the link.</param>
    /// <param name="now">Any monotonic clock.</param>
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
        _dryIntervals = backlog < Dry && busy > 0.7 ? _dryIntervals + 1 : 0;
        if (_dryIntervals >= (_level > 1 ? DryIntervals : DryIntervalsToNone))
            Lower(now);
        else if (backlog > Pile && MayRaise(busy, now))
            _level++;
    }

    private void Lower(TimeSpan now)
    {
        _dryIntervals = 0;
        if (_level == 0)
            return;
        (_tooMuch, _tooMuchAt) = (_level, now);
        // Each interval in which the link is dry is lost, and the higher the level the longer it lasts.
        _level /= 2;
    }

    /// <summary>The link is the narrow place.</summary>
    private bool MayRaise(double busy, TimeSpan now)
    {
        // Any compression is better than none before a link that is too slow for the bare bytes.
        if (_level == 0)
            return true;
        // Chunks that did not shrink cost nothing and say nothing about what more would cost.
        if (_tried < Interval / 2)
            return false;
        // Raising stops well before the processors are full: the golden node has a life beside this run.
        return busy < 0.3 && _level < HighestAuto && (_level + 1 < _tooMuch || now - _tooMuchAt > Memory);
    }
}
