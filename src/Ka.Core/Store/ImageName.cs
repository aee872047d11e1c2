using System;
using System.Globalization;

namespace Ka.Store;

/// <summary>An image as it is named: <c>NAME</c> is its newest version, <c>NAME@VERSION</c> a certain one; the beginning of a
/// version is enough.</summary>
/// <param name="Name">Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>; it begins with a letter or a digit.</param>
/// <param name="Version">null: the newest.</param>
public sealed record ImageName(string Name, string? Version)
{
    private const int Longest = 100;
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    /// <exception cref="FormatException">It is no name.</exception>
    public static ImageName Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (name, version) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        if (name.Length is 0 or > Longest || !char.IsAsciiLetterOrDigit(name[0]) || !IsPlain(name))
            throw new FormatException(
                $"'{Linux.BytePath.FromText(name)}' is no name of an image: letters, digits, '.', '_' and '-', at most {Longest}"
            );
        return version is null || (version.Length > 0 && IsPlain(version))
            ? new ImageName(name, version)
            : throw new FormatException($"'{Linux.BytePath.FromText(version)}' is no version of an image");
    }

    /// <summary>The version that is made at a time; versions sort by it.</summary>
    /// <param name="now">In UTC.</param>
    public static string VersionAt(DateTime now) => now.ToString(TimeForm, CultureInfo.InvariantCulture);

    /// <summary>It is what <see cref="VersionAt"/> gives.</summary>
    public static bool IsVersion(string text) =>
        DateTime.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public override string ToString() => Version is null ? Name : $"{Name}@{Version}";

    private static bool IsPlain(string text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-'))
                return false;
        return true;
    }
}
