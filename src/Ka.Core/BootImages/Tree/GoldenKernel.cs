using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Tree;

/// <summary>A kernel of a golden tree: its version, its image and what its configuration says.</summary>
internal sealed class GoldenKernel
{
    private readonly HashSet<string> _options;

    private GoldenKernel(string version, string image, HashSet<string> options)
    {
        Version = version;
        Image = image;
        _options = options;
    }

    /// <summary>As uname -r says it.</summary>
    public string Version { get; }

    /// <summary>Path of vmlinuz in the tree.</summary>
    public string Image { get; }

    /// <summary>True when this machine runs it now.</summary>
    public bool IsRunning => Version == Running();

    /// <summary>The configuration has it as <c>y</c>.</summary>
    public bool Has(string option) => _options.Contains($"CONFIG_{option}=y");

    /// <summary>Finds the requested kernel, else the running one when the tree is this machine, else the only one.</summary>
    /// <exception cref="BootImageException">There is no such kernel, or there are several; they are named.</exception>
    public static GoldenKernel Find(RootTree root, string? version)
    {
        var versions = new List<string>();
        foreach (var name in root.List("/lib/modules"))
            if (root.IsDirectory($"/lib/modules/{name}/kernel"))
                versions.Add(name);
        var running = root.Path.Bytes.SequenceEqual("/"u8) ? Running() : null;
        var chosen =
            version
            ?? (
                running is not null && versions.Contains(running) ? running
                : versions.Count == 1 ? versions[0]
                : null
            );
        if (chosen is null || !versions.Contains(chosen))
            throw new BootImageException(Reason(root, version, versions));
        var image =
            First(root, $"/boot/vmlinuz-{chosen}", $"/lib/modules/{chosen}/vmlinuz", $"/boot/vmlinux-{chosen}")
            ?? throw new BootImageException(
                $"{root.Quoted($"/boot/vmlinuz-{chosen}")} is missing, and no other image of that kernel is there"
            );
        var configuration = First(root, $"/boot/config-{chosen}", $"/lib/modules/{chosen}/config");
        return new GoldenKernel(chosen, image, configuration is null ? [] : [.. root.Lines(configuration)]);
    }

    private static string Reason(RootTree root, string? version, List<string> versions)
    {
        var list = string.Join(", ", versions);
        var place = root.Quoted("/lib/modules");
        return versions.Count == 0 ? $"{place} has no kernel"
            : version is null ? $"{place} has several kernels, say --kernel: {list}"
            : $"{place} has no kernel {BytePath.FromText(version)}, but {list}";
    }

    private static string? First(RootTree root, params string[] paths) => Array.Find(paths, root.IsFile);

    private static string Running()
    {
        var path = BytePath.FromText("/proc/sys/kernel/osrelease");
        using var file = Files.OpenRead(path);
        return SurrogateEscape.Decode(Files.ReadToEnd(file, path)).Trim();
    }
}
