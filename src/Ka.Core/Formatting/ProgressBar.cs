using System;
using System.Text;

namespace Ka.Formatting;

/// <summary>The progress line: bar, share, bytes, speed, time left, and a note about the nodes.</summary>
public static class ProgressBar
{
    private const int BarWidth = 24;

    /// <param name="expected">null: no bar, no share, no time left; the rest stays.</param>
    /// <param name="tail">Text behind the figures; may be empty.</param>
    public static string Draw(long done, long? expected, RateMeter meter, TimeSpan elapsed, string tail) =>
        Draw(new Figures(done, expected, elapsed) { Rate = meter.Rate, Left = TimeLeft(done, expected, meter) }, tail);

    /// <param name="tail">Text behind the figures; may be empty.</param>
    public static string Draw(in Figures figures, string tail)
    {
        var (done, expected, elapsed) = figures;
        var line = new StringBuilder();
        if (expected is > 0)
        {
            var share = Math.Clamp((double)done / expected.Value, 0, 1);
            var full = (int)(share * BarWidth);
            line.Append('[').Append('#', full).Append('.', BarWidth - full).Append(']').Append($" {(int)(share * 100), 3}%  ");
        }
        line.Append($"{Quantity.Bytes(done)}  {Quantity.Rate(figures.Rate)}  {Quantity.Clock(elapsed)}");
        if (figures.Left is { } time)
            line.Append($"  ETA {Quantity.Clock(time)}");
        return line.Append(tail.Length > 0 ? "  " : "").Append(tail).ToString();
    }

    private static TimeSpan? TimeLeft(long done, long? expected, RateMeter meter) =>
        expected is { } all ? meter.TimeFor(Math.Max(0, all - done)) : null;

    /// <summary>The figures of a transfer at one moment.</summary>
    /// <param name="Done">Bytes.</param>
    /// <param name="Expected">Bytes; null: not known, and no bar, no share and no time left are shown.</param>
    public readonly record struct Figures(long Done, long? Expected, TimeSpan Elapsed)
    {
        /// <summary>Bytes a second.</summary>
        public required double Rate { get; init; }

        /// <summary>null: it cannot be told.</summary>
        public required TimeSpan? Left { get; init; }
    }
}
