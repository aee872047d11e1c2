using System;

namespace Ka.Tools.Architecture;

/// <summary>Estimated width of text in a sans-serif font, in pixels, rather too wide: the reader's font is not known.</summary>
internal static class TextWidth
{
    /// <summary>15 pixels, bold: as wide as 17 that are not.</summary>
    public const int Title = 17;

    public const int Small = 12;

    public static int Of(string text, int size)
    {
        var thousandths = 0;
        foreach (var letter in text)
            thousandths +=
                "fijltrI., '|-".Contains(letter, StringComparison.Ordinal) ? 330
                : "mwMW".Contains(letter, StringComparison.Ordinal) ? 900
                : char.IsUpper(letter) ? 720
                : 590;
        return ((thousandths * size) + 999) / 1000;
    }
}
