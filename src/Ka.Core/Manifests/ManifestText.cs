using System;
using System.Buffers.Text;
using System.IO.Hashing;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>Names and values of a manifest between bytes and text: printable ASCII as it is, everything else, the space and the
/// backslash as <c>\xNN</c>.</summary>
internal static class ManifestText
{
    /// <summary>Longest value in bytes that is written out; longer values are written as length and hash.</summary>
    public const int LongestValue = 128;

    /// <param name="text">Room for four times as many.</param>
    /// <returns>Bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        var length = 0;
        foreach (var b in bytes)
            if (b is > (byte)' ' and < 0x7f and not (byte)'\\')
                text[length++] = b;
            else
            {
                text[length] = (byte)'\\';
                text[length + 1] = (byte)'x';
                text[length + 2] = Digit(b >> 4);
                text[length + 3] = Digit(b & 15);
                length += 4;
            }
        return length;
    }

    /// <returns>null when it is not escaped text.</returns>
    public static byte[]? Unescape(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length - 3 * text.Count((byte)'\\') is var count and >= 0 ? count : 0];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (text.IsEmpty || text[0] is <= (byte)' ' or >= 0x7f)
                return null;
            if (text[0] != '\\')
            {
                bytes[i] = text[0];
                text = text[1..];
                continue;
            }
            if (
                text.Length < 4
                || text[1] != 'x'
                || !Utf8Parser.TryParse(text[2..4], out bytes[i], out var used, 'x')
                || used != 2
            )
                return null;
            text = text[4..];
        }
        return text.IsEmpty ? bytes : null;
    }

    /// <summary>The text for the value of an attribute in a manifest, not escaped: an ACL as text, another after <c>=</c>, a long
    /// one as <c>#LENGTH:HASH</c>.</summary>
    /// <param name="name">Of the kernel, <c>system.posix_acl_access</c>.</param>
    public static byte[] ValueOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.StartsWith("system.posix_acl_"u8) && PosixAcl.ToText(value) is { } text)
            value = text;
        if (value.Length <= LongestValue)
            return [(byte)'=', .. value];
        return System.Text.Encoding.ASCII.GetBytes($"#{value.Length}:{XxHash128.HashToUInt128(value):x32}");
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' - 10 + value);
}
