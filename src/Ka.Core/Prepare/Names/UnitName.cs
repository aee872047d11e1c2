using System;
using System.Globalization;
using System.Text;

namespace Ka.Prepare.Names;

/// <summary>Names of systemd's units that stand for a path of a device (systemd-escape(1)): <c>dev-sda1.device</c>,
/// <c>dev-disk-by\x2duuid-1234.swap</c>.</summary>
internal static class UnitName
{
    private static readonly string[] s_kinds = [".device", ".swap"];

    /// <summary>The path that a unit stands for; null when it is no unit of a device.</summary>
    public static string? PathOf(string unit)
    {
        if (!unit.StartsWith("dev-", StringComparison.Ordinal) || KindOf(unit) is not { } kind)
            return null;
        var path = new StringBuilder("/", unit.Length);
        for (var i = 0; i < unit.Length - kind.Length; i++)
            if (unit[i] == '-')
                path.Append('/');
            else if (IsEscape(unit, i))
            {
                path.Append(Value(unit, i));
                i += 3;
            }
            else
                path.Append(unit[i]);
        return path.ToString();
    }

    /// <summary>The unit of another path, of the kind that the first one is of.</summary>
    /// <param name="unit">A name that <see cref="PathOf"/> takes.</param>
    /// <param name="path">ASCII, below /dev.</param>
    public static string With(string unit, string path)
    {
        var name = new StringBuilder(path.Length);
        foreach (var letter in path.AsSpan(1))
            if (letter == '/')
                name.Append('-');
            else if (char.IsAsciiLetterOrDigit(letter) || letter is ':' or '_' or '.')
                name.Append(letter);
            else
                name.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
        return name.Append(KindOf(unit)).ToString();
    }

    /// <summary>A text in which <c>\x2d</c> and its like are the letters that they stand for.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains(@"\x", StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (IsEscape(text, i) && Value(text, i) is > ' ' and < (char)0x7f and var letter)
            {
                plain.Append(letter);
                i += 3;
            }
            else
                plain.Append(text[i]);
        return plain.ToString();
    }

    private static char Value(string text, int start) =>
        (char)int.Parse(text.AsSpan(start + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static bool IsEscape(string text, int start) =>
        start + 3 < text.Length
        && text[start] == '\\'
        && text[start + 1] == 'x'
        && char.IsAsciiHexDigit(text[start + 2])
        && char.IsAsciiHexDigit(text[start + 3]);

    private static string? KindOf(string unit) =>
        Array.Find(s_kinds, kind => unit.EndsWith(kind, StringComparison.Ordinal) && unit.Length > kind.Length);
}
