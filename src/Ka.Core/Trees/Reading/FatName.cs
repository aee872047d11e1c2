using System;
using System.Text;
using System.Text.Unicode;

namespace Ka.Trees.Reading;

/// <summary>Names as FAT and exFAT have them: Unicode, without regard to case (Microsoft's FAT specification, long names; Linux's
/// fs/fat/namei_vfat.c).</summary>
internal static class FatName
{
    private const int MaxUnits = 255;

    private static ReadOnlySpan<byte> Forbidden => "\"*:<>?\\|"u8;

    /// <summary>Why a file cannot have that name there; null: it can.</summary>
    public static string? Fault(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
            if (letter < 0x20)
                return "it has a control character";
            else if (Forbidden.Contains(letter))
                return $"it has the character {(char)letter}";
        return !Utf8.IsValid(name) ? "it is no UTF-8"
            : name[^1] is (byte)'.' or (byte)' ' ? "it ends with a dot or a blank"
            : Encoding.UTF8.GetCharCount(name) > MaxUnits ? $"it is longer than {MaxUnits} characters"
            : null;
    }

    /// <summary>Two paths with one key are one file there.</summary>
    /// <param name="path">In a tree, as an archive has it.</param>
    public static string Key(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path.TrimEnd((byte)'/')).ToUpperInvariant();
}
