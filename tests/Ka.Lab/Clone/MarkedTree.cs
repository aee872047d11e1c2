using System;
using System.IO;
using System.Linq;
using System.Text;
using Ka.TestKit;

namespace Ka.Lab.Clone;

/// <summary>A tree that can be recognised in a capture: its names, contents, link targets and attributes all have the
/// mark.</summary>
internal static class MarkedTree
{
    public const string Mark = "Zaunkoenig-4711";

    /// <summary>Names and contents that are short enough to stand in one packet.</summary>
    private static readonly string[] s_signs = [Mark, "SCHILY.xattr", "ustar\0"];

    /// <summary>Makes it in a directory that exists: about 20 MB, half of it small files.</summary>
    public static void Make(string directory)
    {
        var line = string.Concat(Enumerable.Repeat(Mark + " ", 64)) + "\n";
        for (var number = 0; number < 200; number++)
        {
            var below = Directory.CreateDirectory(Path.Combine(directory, $"{Mark}-{number % 10}")).FullName;
            File.WriteAllText(Path.Combine(below, $"{Mark}.{number}"), string.Concat(Enumerable.Repeat(line, 40)));
        }
        File.WriteAllText(Path.Combine(directory, "large-" + Mark), string.Concat(Enumerable.Repeat(line, 12_000)));
        File.CreateSymbolicLink(Path.Combine(directory, "link"), Mark);
        Child.Run("setfattr", "-n", "user.mark", "-v", Mark, Path.Combine(directory, "large-" + Mark));
        Child.Run("ln", Path.Combine(directory, "large-" + Mark), Path.Combine(directory, "hard-" + Mark));
    }

    /// <summary>The first sign that the bytes contain; null: none.</summary>
    public static string? FindIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var sign in s_signs)
            if (bytes.IndexOf(Encoding.ASCII.GetBytes(sign)) >= 0)
                return sign;
        return null;
    }
}
