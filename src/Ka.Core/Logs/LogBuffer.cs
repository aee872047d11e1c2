using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Wire;

namespace Ka.Logs;

/// <summary>The log of a node since its start, line by line, in memory of at most <see cref="MostBytes"/>: the oldest lines are
/// dropped first.</summary>
/// <remarks>Any number of readers, each at its own pace; no reader delays a writer. Thread-safe.</remarks>
/// <param name="boot">Random number of this start of the machine.</param>
public sealed class LogBuffer(UInt128 boot)
{
    /// <summary>Largest number of bytes of all lines, with the overhead of each string.</summary>
    public const int MostBytes = 4 << 20;

    private const int StringCost = 40;
    private const string Cut = " ...";

    private readonly List<string> _lines = [];
    private long _first;
    private int _size;
    private bool _isClosed;

    /// <summary>Random number of this start of the machine.</summary>
    public UInt128 Boot => boot;

    /// <summary>The number of the oldest line that is kept; lines are counted from 0.</summary>
    public long First
    {
        get
        {
            lock (_lines)
                return _first;
        }
    }

    /// <summary>The number that the next line will have.</summary>
    public long End
    {
        get
        {
            lock (_lines)
                return _first + _lines.Count;
        }
    }

    /// <summary>Keeps what was said; a line feed begins another line. A line longer than <see cref="WireLimits.LogLine"/> is cut,
    /// and ends with dots.</summary>
    public void Append(string text)
    {
        lock (_lines)
        {
            foreach (var line in text.Split('\n'))
                Keep(line.Length <= WireLimits.LogLine ? line : line[..(WireLimits.LogLine - Cut.Length)] + Cut);
            if (_size > MostBytes)
                Forget();
            Monitor.PulseAll(_lines);
        }
    }

    /// <summary>A line, once it is there.</summary>
    /// <param name="number">Which; where it is not kept any more, the oldest instead.</param>
    /// <returns>false: there was none in that time.</returns>
    public bool TryRead(ref long number, TimeSpan patience, out string text)
    {
        lock (_lines)
        {
            if (number >= _first + _lines.Count && !_isClosed)
                Monitor.Wait(_lines, patience);
            var isThere = number < _first + _lines.Count;
            number = isThere ? Math.Max(number, _first) : number;
            text = isThere ? _lines[(int)(number - _first)] : "";
            return isThere;
        }
    }

    /// <summary>Ends all waits for lines, now and later.</summary>
    internal void Close()
    {
        lock (_lines)
        {
            _isClosed = true;
            Monitor.PulseAll(_lines);
        }
    }

    private void Keep(string line)
    {
        _lines.Add(line);
        _size += CostOf(line);
    }

    // An eighth at once: the list moves together seldom.
    private void Forget()
    {
        var count = 0;
        for (; _size > MostBytes / 8 * 7; count++)
            _size -= CostOf(_lines[count]);
        _lines.RemoveRange(0, count);
        _first += count;
    }

    private static int CostOf(string line) => StringCost + 2 * line.Length;
}
