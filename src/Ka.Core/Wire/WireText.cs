using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ka.Wire;

/// <summary>Text for people on the wire: UTF-8 that cannot move a cursor, forge a line or hide itself.</summary>
internal static class WireText
{
    /// <summary>The text as it may be sent: every character that a terminal could obey replaced by '?', cut to
    /// <paramref name="limit"/> bytes of UTF-8 between two characters.</summary>
    public static byte[] Encode(string text, int limit)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Min(text.Length + 4, limit + 4));
        foreach (var found in text.EnumerateRunes())
        {
            var rune = IsPlain(found) ? found : new Rune('?');
            if (bytes.WrittenCount + rune.Utf8SequenceLength > limit)
                break;
            bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="ProtocolException">Not UTF-8, or a character that <see cref="Encode"/> never sends.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string field)
    {
        for (var rest = bytes; !rest.IsEmpty; )
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status != OperationStatus.Done || !IsPlain(rune))
                throw new ProtocolException($"{field}: not plain text at byte {bytes.Length - rest.Length}");
            rest = rest[length..];
        }
        return Encoding.UTF8.GetString(bytes);
    }

    private static bool IsPlain(Rune rune) =>
        !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );
}
