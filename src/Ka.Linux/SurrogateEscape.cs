using System;
using System.Buffers;
using System.IO;
using System.Text;

namespace Ka.Linux;

/// <summary>Bytes as text and back without loss: UTF-8 where it is valid, each other byte B as the lone surrogate
/// U+DC00+B. The scheme of Python's PEP 383.</summary>
public static class SurrogateEscape
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
                text.Append(rune.ToString());
            else
                foreach (var b in bytes[..length])
                    text.Append((char)(0xDC00 + b));
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        var bytes = new MemoryStream(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; )
        {
            if (text[i] is >= '\uDC80' and <= '\uDCFF')
            {
                bytes.WriteByte((byte)(text[i] - 0xDC00));
                i++;
                continue;
            }
            var rune = Rune.TryGetRuneAt(text, i, out var found) ? found : Rune.ReplacementChar;
            bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
            i += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        }
        return bytes.ToArray();
    }
}
