using System;
using System.Text;

namespace Ka.Formatting;

/// <summary>The progress line: bar, share, bytes, speed, time left, and a note about the nodes.</summary>
public static class ProgressBar
{
    private const int BarWidth = 24;

    /// <param name="expected">null: no bar, no share, no time left; the rest stays.</param>
    public static string Draw(long done, long? expected, RateMeter meter, TimeSpan elapsed, string tail) =>
        Draw(done, expected, meter.Rate, expected is { } all ? meter.TimeFor(Math.Max(0, all - done)) : null, elapsed, tail);

    /// <inheritdoc cref="Draw(long, long?, RateMeter, TimeSpan, string)"/>
    /// <param name="rate">Bytes a second.</param>
    /// <param name="left">null: nothing can be said.</param>
    public static string Draw(long done, long? expected, double rate, TimeSpan? left, TimeSpan elapsed, string tail)
    {
        var line = new StringBuilder();
        if (expected is > 0)
        {
            var share = Math.Clamp((double)done / expected.Value, 0, 1);
            var full = (int)(share * BarWidth);
            line.Append('[').Append('#', full).Append('.', BarWidth - full).Append(']').Append($" {(int)(share * 100), 3}%  ");
        }
        line.Append($"{Quantity.Bytes(done)}  {Quantity.Rate(rate)}  {Quantity.Clock(elapsed)}");
        if (left is { } time)
            line.Append($"  ETA {Quantity.Clock(time)}");
        return line.Append(tail.Length > 0 ? "  " : "").Append(tail).ToString();
    }
}
