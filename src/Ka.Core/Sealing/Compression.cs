using System;
using System.Globalization;
using Ka.Linux;

namespace Ka.Sealing;

/// <summary>What <c>--compress</c> says: <c>auto</c>, <c>none</c>, or a level of Zstandard.</summary>
public readonly record struct Compression
{
    private Compression(bool isAuto, int level)
    {
        IsAuto = isAuto;
        Level = level;
    }

    public static Compression Auto { get; } = new(true, 1);

    public static Compression None { get; } = new(false, 0);

    /// <summary>The level follows what the link and the processor can do.</summary>
    public bool IsAuto { get; }

    /// <summary>The fixed level, or the one to begin with; 0: chunks are sent as they are.</summary>
    public int Level { get; }

    /// <exception cref="FormatException">The word is none of the three.</exception>
    public static Compression Parse(string word) => word switch
    {
        "auto" => Auto,
        "none" => None,
        _ when int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && level is >= Zstd.MinLevel and <= Zstd.MaxLevel => new Compression(false, level),
        _ => throw new FormatException($"'{word}' is not auto, none or a level from {Zstd.MinLevel} to {Zstd.MaxLevel}"),
    };

    public override string ToString() => IsAuto ? "auto" : Level == 0 ? "none" : Level.ToString(CultureInfo.InvariantCulture);
}
