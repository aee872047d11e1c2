using System;

namespace Ka.BootImages.Modules;

/// <summary>A module file of a kernel.</summary>
/// <param name="Path">Below the kernel's directory: <c>kernel/fs/ext4/ext4.ko.xz</c>.</param>
/// <param name="Dependencies">Paths of all that it needs, those of its needs among them (modules.dep(5)).</param>
internal sealed record KernelModule(string Path, string[] Dependencies)
{
    private static readonly string[] s_packings = [".xz", ".zst", ".gz"];

    /// <summary>As the kernel says it: <c>snd_hda_intel</c>.</summary>
    public string Name { get; } = NameOf(Path);

    /// <summary>The path of the unpacked file: <c>kernel/fs/ext4/ext4.ko</c>.</summary>
    public string PlainPath => Plain(Path);

    /// <summary>The name of the module in a file. A dash and an underscore are the same to the kernel.</summary>
    public static string NameOf(string path)
    {
        var name = Plain(path[(path.LastIndexOf('/') + 1)..]);
        return Canonical(name.EndsWith(".ko", StringComparison.Ordinal) ? name[..^3] : name);
    }

    public static string Canonical(string name) => name.Replace('-', '_');

    public static string Plain(string path)
    {
        foreach (var packing in s_packings)
            if (path.EndsWith(".ko" + packing, StringComparison.Ordinal))
                return path[..^packing.Length];
        return path;
    }
}
