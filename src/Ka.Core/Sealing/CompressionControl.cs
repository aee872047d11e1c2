using System;
using System.Threading;

namespace Ka.Sealing;

/// <summary>Chooses the level for the next chunk from how the last ones went: sealed bytes that pile up before the link are
/// worth more compression, a link that runs dry while the processors are busy is worth less.</summary>
/// <remarks>Thread-safe. Looks at <see cref="Interval"/> chunks at a time, so one slow moment decides nothing.</remarks>
public sealed class CompressionControl(Compression wanted, int workers)
{
    /// <summary>Chunks between two decisions.</summary>
    public const int Interval = 16;

    /// <summary>Sealed bytes before the link from which on it is the narrow place.</summary>
    public const long Pile = 8 << 20;

    /// <summary>With less than this before it the link is about to run dry.</summary>
    public const long Dry = 1 << 20;

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
    private int _skip;
    private int _nextSkip = 1;

    /// <summary>The level to use now; 0: do not compress.</summary>
    public int NextLevel()
    {
        lock (_lock)
        {
            if (_skip == 0)
                return _level;
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
            Decide(now - _lastDecision);
            _chunks = 0;
            _working = TimeSpan.Zero;
            _backlog = 0;
            _lastDecision = now;
        }
    }

    private void Decide(TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero)
            return;
        var busy = _working / (elapsed * workers);
        var backlog = _backlog / Interval;
        // Raising stops well before the processors are full: the golden node has a life beside this run.
        if (backlog > Pile && busy < 0.3)
            _level = Math.Min(_level + 1, HighestAuto);
        else if (backlog < Dry && busy > 0.7)
            _level = Math.Max(_level - 1, 0);
    }
}
