using System;
using Ka.Linux;

namespace Ka.KernelModules;

/// <summary>A module file of a kernel.</summary>
/// <param name="Path">Below the kernel's directory: <c>kernel/fs/ext4/ext4.ko.xz</c>.</param>
/// <param name="Dependencies">Paths of all modules that it needs, directly or not (modules.dep(5)).</param>
public sealed record KernelModule(string Path, string[] Dependencies)
{
    private static readonly string[] s_packings = [".xz", ".zst", ".gz"];

    /// <summary>The kernel's name of it: <c>snd_hda_intel</c>.</summary>
    public string Name { get; } = NameOf(Path);

    /// <summary>The path of the unpacked file: <c>kernel/fs/ext4/ext4.ko</c>.</summary>
    public string PlainPath => Plain(Path);

    /// <summary>Reads a line of modules.dep: <c>kernel/fs/a.ko: kernel/lib/b.ko kernel/lib/c.ko</c>.</summary>
    /// <exception cref="FormatException">It is no such line, or leads out of the kernel's directory.</exception>
    public static KernelModule Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || line.StartsWith('/') || line.Contains("..", StringComparison.Ordinal))
            throw new FormatException($"modules.dep: '{BytePath.FromText(line)}' is no line of it");
        return new KernelModule(line[..colon], line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The name of the module in a file.</summary>
    public static string NameOf(string path)
    {
        var name = Plain(path[(path.LastIndexOf('/') + 1)..]);
        return Canonical(name.EndsWith(".ko", StringComparison.Ordinal) ? name[..^3] : name);
    }

    /// <summary>A name with underscores for dashes, which are the same to the kernel.</summary>
    public static string Canonical(string name) => name.Replace('-', '_');

    /// <summary>A path without the ending of a compressed file.</summary>
    public static string Plain(string path)
    {
        foreach (var packing in s_packings)
            if (path.EndsWith(".ko" + packing, StringComparison.Ordinal))
                return path[..^packing.Length];
        return path;
    }
}
