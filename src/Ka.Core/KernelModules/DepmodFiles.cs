using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.KernelModules;

/// <summary>The contents of depmod(8)'s text files of one kernel; a file that is missing is empty.</summary>
public sealed record DepmodFiles
{
    private const int LargestTable = 16 << 20;

    /// <summary>modules.dep</summary>
    public byte[] Dependencies { get; init; } = [];

    /// <summary>modules.alias</summary>
    public byte[] Aliases { get; init; } = [];

    /// <summary>modules.softdep</summary>
    public byte[] SoftDependencies { get; init; } = [];

    /// <summary>modules.builtin</summary>
    public byte[] BuiltIn { get; init; } = [];

    /// <summary>Reads the files of /lib/modules/VERSION.</summary>
    public static DepmodFiles Read(BytePath directory) =>
        new()
        {
            Dependencies = Table(directory, "modules.dep"),
            Aliases = Table(directory, "modules.alias"),
            SoftDependencies = Table(directory, "modules.softdep"),
            BuiltIn = Table(directory, "modules.builtin"),
        };

    /// <summary>The lines of a file, without comments and empty lines.</summary>
    internal static IEnumerable<string> Lines(byte[] text)
    {
        foreach (var line in Encoding.Latin1.GetString(text).Split('\n'))
            if (line.Trim() is { Length: > 0 } words && !words.StartsWith('#'))
                yield return words;
    }

    private static byte[] Table(BytePath directory, string name) =>
        Files.TryReadAll(directory.Join(BytePath.FromText(name)), out var text, LargestTable).IsSuccess ? text : [];
}
