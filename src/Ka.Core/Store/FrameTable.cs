using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Ka.Store;

/// <summary>The file <c>streams/N.frames</c>: a line for each frame of a stream (docs/store.md). Pure.</summary>
internal static class FrameTable
{
    private const string Head = "ka-frames 1";

    public static string Write(IReadOnlyList<FrameRow> rows)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Head} {rows.Count}\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.PlainLength} {row.PlainSum} ");
            if (row.FirstEntry is { } entry)
                text.Append(CultureInfo.InvariantCulture, $"{entry} {row.FirstOffset}\n");
            else
                text.Append("- -\n");
        }
        return text.ToString();
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    public static IReadOnlyList<FrameRow> Read(ReadOnlySpan<byte> bytes)
    {
        var rows = new List<FrameRow>();
        var text = Encoding.UTF8.GetString(bytes);
        var isHead = true;
        foreach (var line in text.AsSpan().EnumerateLines())
            if (isHead)
                isHead = false;
            else if (line.Length > 0)
                rows.Add(ReadRow(line.ToString().Split(' ')));
        return Write(rows) == text ? rows : throw new FormatException("it is not what was written");
    }

    private static FrameRow ReadRow(string[] fields)
    {
        if (
            fields is not [var length, var sum, var entry, var offset]
            || Number(length) is not (> 0 and <= FrameCutter.Most and var plain)
            || !Sum256.TryParse(sum, out var hash)
        )
            throw new FormatException("a line is no frame");
        return new FrameRow
        {
            PlainLength = (int)plain,
            PlainSum = hash,
            FirstEntry = entry == "-" ? null : Number(entry),
            FirstOffset = offset == "-" ? 0 : (int)Math.Clamp(Number(offset) ?? 0, 0, FrameCutter.Most),
        };
    }

    private static long? Number(string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
