using System;

namespace Ka.Tar;

/// <summary>Lines with fields between colons: ACL entries, passwd(5), group(5).</summary>
internal static class ColonFields
{
    /// <returns>How many fields there are; of more than <paramref name="fields"/> holds, the last one is the rest.</returns>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var start = 0;
        for (var count = 0; ; count++)
        {
            var end = count == fields.Length - 1 ? -1 : line[start..].IndexOf((byte)':');
            fields[count] = end < 0 ? start..line.Length : start..(start + end);
            if (end < 0)
                return count + 1;
            start += end + 1;
        }
    }
}
