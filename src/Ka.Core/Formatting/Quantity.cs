using System;
using System.Globalization;

namespace Ka.Formatting;

/// <summary>Figures for people: decimal units, as disks and links are sold.</summary>
public static class Quantity
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary><c>627 MB</c>, <c>1.25 GB</c>: three digits.</summary>
    public static string Bytes(double count)
    {
        var unit = 0;
        while (count >= 999.5 && unit < s_units.Length - 1)
        {
            count /= 1000;
            unit++;
        }
        var format =
            unit == 0 || count >= 99.95 ? "F0"
            : count >= 9.995 ? "F1"
            : "F2";
        return $"{count.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    /// <summary><c>117 MB/s</c>.</summary>
    public static string Rate(double bytesPerSecond) => double.IsFinite(bytesPerSecond) ? $"{Bytes(bytesPerSecond)}/s" : "-";

    public static string Rate(long bytes, TimeSpan time) => Rate(time > TimeSpan.Zero ? bytes / time.TotalSeconds : double.NaN);

    /// <summary><c>0:07</c>, <c>12:34</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time) =>
        time.TotalHours >= 1
            ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
            : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary><c>12.3 s</c>.</summary>
    public static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s";

    public static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
