using System;
using System.Buffers.Text;
using Ka.Linux;

namespace Ka.Boot;

/// <summary>The machine's memory in bytes (proc_meminfo(5)).</summary>
/// <param name="Total">Bytes that the kernel manages.</param>
/// <param name="Available">Bytes that programs can get before anything has to be thrown out.</param>
public readonly record struct MemoryFigures(long Total, long Available)
{
    /// <exception cref="LinuxException">/proc is not there.</exception>
    public static MemoryFigures Read()
    {
        var path = BytePath.FromText("/proc/meminfo");
        Files.TryReadAll(path, out var text).OrThrow("read", path);
        return Parse(text);
    }

    /// <summary>A line that is not there counts as 0.</summary>
    public static MemoryFigures Parse(ReadOnlySpan<byte> text) =>
        new(Kilobytes(text, "MemTotal:"u8) << 10, Kilobytes(text, "MemAvailable:"u8) << 10);

    private static long Kilobytes(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        var start = text.IndexOf(label);
        if (start < 0)
            return 0;
        var number = text[(start + label.Length)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(number, out long value, out _) && value is >= 0 and < long.MaxValue >> 10 ? value : 0;
    }
}
