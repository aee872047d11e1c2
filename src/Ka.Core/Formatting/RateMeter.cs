using System;
using System.Collections.Generic;

namespace Ka.Formatting;

/// <summary>The speed of the last few seconds.</summary>
public sealed class RateMeter
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(5);

    private readonly Queue<(TimeSpan At, long Bytes)> _samples = new();

    /// <summary>Bytes per second; NaN until two samples are in.</summary>
    public double Rate { get; private set; } = double.NaN;

    public void Add(TimeSpan at, long bytes)
    {
        _samples.Enqueue((at, bytes));
        while (_samples.Count > 2 && at - _samples.Peek().At > s_span)
            _samples.Dequeue();
        var first = _samples.Peek();
        if (at > first.At)
            Rate = (bytes - first.Bytes) / (at - first.At).TotalSeconds;
    }

    /// <summary>The time that <paramref name="bytes"/> more take at this speed; null while the speed is unknown.</summary>
    public TimeSpan? TimeFor(long bytes) =>
        double.IsFinite(Rate) && Rate > 0 && bytes / Rate < 1e6 ? TimeSpan.FromSeconds(bytes / Rate) : null;
}
