using System;
using System.Globalization;

namespace Ka.Disks.Model;

/// <summary>How an array spreads its blocks: the kernel's number of it, and mdadm's word.</summary>
internal static class MdLayout
{
    private const int MaxCopies = 64;

    /// <summary>raid5 and raid6 have these by number (drivers/md/raid5.h).</summary>
    private static readonly string[] s_parity =
    [
        "left-asymmetric",
        "right-asymmetric",
        "left-symmetric",
        "right-symmetric",
        "parity-first",
        "parity-last",
    ];

    /// <param name="number">What /sys/block/NAME/md/layout says.</param>
    /// <returns>null: the level has one layout only, or mdadm cannot make this one.</returns>
    public static string? FromNumber(string level, int number) =>
        level switch
        {
            "raid5" or "raid6" => number >= 0 && number < s_parity.Length ? s_parity[number] : null,
            "raid10" => FromCopies(number & 0xff, (number >> 8) & 0xff, (number & 0x10000) != 0),
            _ => null,
        };

    /// <summary>mdadm takes it for this level.</summary>
    public static bool Suits(string level, string layout) =>
        level switch
        {
            "raid5" or "raid6" => Array.IndexOf(s_parity, layout) >= 0,
            "raid10" => layout.Length > 1 && layout[0] is 'n' or 'f' or 'o' && Copies(layout) is > 1 and < MaxCopies,
            _ => false,
        };

    /// <summary>How many times a raid10 has each block.</summary>
    public static int Copies(string? layout) =>
        layout is not null && int.TryParse(layout.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var copies)
            ? copies
            : 2;

    // Near and far at once: the kernel has it, mdadm does not.
    private static string? FromCopies(int near, int far, bool offset) =>
        far <= 1 ? string.Create(CultureInfo.InvariantCulture, $"n{near}")
        : near <= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(offset ? 'o' : 'f')}{far}")
        : null;
}
