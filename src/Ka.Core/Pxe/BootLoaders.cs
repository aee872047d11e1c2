using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Families;
using Ka.RootTrees;

namespace Ka.Pxe;

/// <summary>The boot loaders that a tree needs, where distributions keep them. Those for Secure Boot are taken as they were
/// signed.</summary>
public static class BootLoaders
{
    /// <summary>A file of the tree, where it may come from, and what to install when it is nowhere.</summary>
    private sealed record Loader(string Path, string Package, params string[] Sources);

    private static readonly Loader[] s_loaders =
    [
        // pxelinux under the name by which the KA method's DHCP configuration asks for it.
        new(
            $"{BootEntries.Directory}/linux.0",
            "pxelinux",
            "/usr/lib/PXELINUX/pxelinux.0",
            "/usr/share/syslinux/pxelinux.0",
            "/usr/lib/syslinux/bios/pxelinux.0"
        ),
        new(
            $"{BootEntries.Directory}/ldlinux.c32",
            "syslinux-common",
            "/usr/lib/syslinux/modules/bios/ldlinux.c32",
            "/usr/share/syslinux/ldlinux.c32",
            "/usr/lib/syslinux/bios/ldlinux.c32"
        ),
    ];

    /// <summary>Adds them to a tree.</summary>
    /// <param name="system">The root in which they are installed.</param>
    /// <exception cref="PxeException">Names the packages that are missing.</exception>
    public static void AddTo(BootTree tree, BytePath system)
    {
        var missing = new List<string>();
        foreach (var loader in s_loaders)
            if (TryRead(system, loader.Sources) is { } content)
                tree.Add(loader.Path, content);
            else
                missing.Add($"{loader.Package} (has {loader.Sources[0]})");
        using (var root = new RootTree(system))
            AddSigned(tree, root, missing);
        if (missing.Count > 0)
            throw new PxeException($"boot loaders are missing in '{system}': {string.Join(", ", missing)}");
    }

    /// <summary>A shim with the GRUB that it trusts: those of the system's own family before those of others.</summary>
    private static void AddSigned(BootTree tree, RootTree system, List<string> missing)
    {
        var known = Distribution.Of(system);
        var sets = FamilyTable
            .Rows.OrderBy(family => family == known.Family ? 0 : 1)
            .Select(family => family.NetworkLoaders)
            .OfType<NetworkLoaders>()
            .Distinct()
            .SelectMany(loaders => known.Vendors().Select(loaders.Of))
            .ToList();
        if (sets.Find(set => system.IsFile(set.Shim) && system.IsFile(set.Grub)) is not { } found)
        {
            missing.Add($"{sets[0].Packages} (have {sets[0].Shim}, {sets[0].Grub})");
            return;
        }
        tree.Add($"{BootEntries.Directory}/shimx64.efi", system.Read(found.Shim));
        tree.Add($"{BootEntries.Directory}/{found.GrubName}", system.Read(found.Grub));
        if (found.LooksBesideItself)
            tree.Add($"{BootEntries.Directory}/grub.cfg", "# Written by ka pxe.\nconfigfile /grub/grub.cfg\n");
    }

    private static byte[]? TryRead(BytePath system, string[] sources) =>
        sources
            .Select(source => TryRead(system.Join(BytePath.FromText(source[1..]))))
            .FirstOrDefault(content => content is not null);

    private static byte[]? TryRead(BytePath path)
    {
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        if (opened.Is(Errno.ENOENT) || opened.Is(Errno.ENOTDIR))
            return null;
        opened.OrThrow("open", path);
        return Files.ReadToEnd(file, path, 64 << 20);
    }
}
