using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

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
        new(
            $"{BootEntries.Directory}/shimx64.efi",
            "shim-signed",
            "/usr/lib/shim/shimx64.efi.signed",
            "/boot/efi/EFI/BOOT/BOOTX64.EFI"
        ),
        // shim asks for this name, beside itself.
        new(
            $"{BootEntries.Directory}/grubx64.efi",
            "grub-efi-amd64-signed",
            "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
            "/usr/share/efi/x86_64/grub.efi"
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
        if (missing.Count > 0)
            throw new PxeException($"boot loaders are missing in '{system}': {string.Join(", ", missing)}");
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
