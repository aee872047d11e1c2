using System;
using System.Globalization;
using Ka.Linux;

namespace Ka.SealedStream;

/// <summary>The value of <c>--compress</c>: <c>auto</c>, <c>none</c>, or a level of Zstandard.</summary>
public readonly record struct Compression
{
    private Compression(bool isAuto, int level)
    {
        IsAuto = isAuto;
        Level = level;
    }

    public static Compression Auto { get; } = new(true, 1);

    public static Compression None { get; } = new(false, 0);

    /// <summary>True if <see cref="AdaptiveCompression"/> chooses the level.</summary>
    public bool IsAuto { get; }

    /// <summary>The fixed level, or the first one; 0: no compression.</summary>
    public int Level { get; }

    /// <summary>Parses the option's value.</summary>
    /// <exception cref="FormatException">The word is unknown or the level is out of range.</exception>
    public static Compression Parse(string word) =>
        word switch
        {
            "auto" => Auto,
            "none" => None,
            _ when int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
                    && level is >= Zstd.MinLevel and <= Zstd.MaxLevel => new Compression(false, level),
            _ => throw new FormatException($"'{word}' is not auto, none or a level from {Zstd.MinLevel} to {Zstd.MaxLevel}"),
        };

    public override string ToString() =>
        IsAuto ? "auto"
        : Level == 0 ? "none"
        : Level.ToString(CultureInfo.InvariantCulture);
}
