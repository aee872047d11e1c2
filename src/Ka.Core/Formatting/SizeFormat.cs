using System.Globalization;

namespace Ka.Formatting;

/// <summary>Sizes for people: decimal units, as disks are sold.</summary>
public static class SizeFormat
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary><c>500 GB</c>, <c>8.59 GB</c>: three digits.</summary>
    public static string Of(long bytes)
    {
        var (count, unit) = ((double)bytes, 0);
        for (; count >= 999.5 && unit < s_units.Length - 1; unit++)
            count /= 1000;
        var format =
            unit == 0 || count >= 99.95 ? "F0"
            : count >= 9.995 ? "F1"
            : "F2";
        return $"{count.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }
}
