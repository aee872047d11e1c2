using System;
using System.Text;
using Ka.Linux;

namespace Ka.Prepare.Rewrite;

/// <summary>Hardware addresses in texts, as whole words: <c>52:54:00:12:34:56</c>, also with dashes, in either case.</summary>
internal static class MacText
{
    private const int Length = 17;

    /// <summary>The text is an address, with blanks or quotes around it.</summary>
    public static bool TryParse(string text, out MacAddress mac) =>
        MacAddress.TryParse(text.AsSpan().Trim().Trim("'\"").Trim(), out mac);

    /// <summary>A text has an address that concerns the caller.</summary>
    public static bool Has(string text, Func<MacAddress, bool> concerns)
    {
        for (var start = 0; Next(text, start) is var at and >= 0; start = at + Length)
            if (MacAddress.TryParse(text.AsSpan(at, Length), out var mac) && concerns(mac))
                return true;
        return false;
    }

    /// <summary>The text with other words for its addresses.</summary>
    /// <param name="rewrite">null: the address stays.</param>
    public static string Replace(string text, Func<MacAddress, string?> rewrite)
    {
        var now = new StringBuilder();
        var start = 0;
        for (int at; (at = Next(text, start)) >= 0; start = at + Length)
        {
            now.Append(text, start, at - start);
            now.Append(
                MacAddress.TryParse(text.AsSpan(at, Length), out var mac) && rewrite(mac) is { } other
                    ? In(text[at + 2], other)
                    : text.Substring(at, Length)
            );
        }
        return start == 0 ? text : now.Append(text, start, text.Length - start).ToString();
    }

    // An address stays in the form that the file has.
    private static string In(char separator, string other) =>
        MacAddress.TryParse(other, out _) ? other.Replace(':', separator) : other;

    /// <summary>What begins there goes on something: a digit, or the byte before of a longer address.</summary>
    private static bool IsInside(string text, int at) =>
        at > 0
        && (
            char.IsAsciiHexDigit(text[at - 1])
            || (
                text[at - 1] == ':'
                && at > 2
                && char.IsAsciiHexDigit(text[at - 2])
                && char.IsAsciiHexDigit(text[at - 3])
                && (at == 3 || !char.IsAsciiLetterOrDigit(text[at - 4]))
            )
        );

    /// <summary>Another byte follows: the kind of network stands in front of the address in BOOTIF.</summary>
    private static bool GoesOn(string text, int end) =>
        end < text.Length
        && (
            char.IsAsciiHexDigit(text[end])
            || (
                text[end] is ':' or '-'
                && end + 2 < text.Length
                && char.IsAsciiHexDigit(text[end + 1])
                && char.IsAsciiHexDigit(text[end + 2])
            )
        );

    private static int Next(string text, int start)
    {
        for (var i = start; i + Length <= text.Length; i++)
            if (
                text[i + 2] is ':' or '-'
                && !IsInside(text, i)
                && !GoesOn(text, i + Length)
                && MacAddress.TryParse(text.AsSpan(i, Length), out _)
            )
                return i;
        return -1;
    }
}
