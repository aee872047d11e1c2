using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Addresses;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.RootTrees;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>What a node has to know of the golden tree before it erases its disks, and no layout has: added to a
/// layout.</summary>
internal static class GoldenFacts
{
    /// <summary>In /boot, in the directories of kernel-install and sdbootutil, and inside of unified kernel images.</summary>
    private static readonly string[] s_images =
    [
        "/boot/initrd*",
        "/boot/initramfs*",
        "/boot/*/*/initrd*",
        "/boot/efi/*/*/initrd*",
        "/efi/*/*/initrd*",
        "/boot/EFI/Linux/*.efi",
        "/boot/efi/EFI/Linux/*.efi",
        "/efi/EFI/Linux/*.efi",
    ];

    /// <summary>The layout with the size of the largest initramfs, with the addresses of interfaces and the names in
    /// templates, and with the firmware that a copy could not be started by. The tree is read; nothing is changed.</summary>
    /// <param name="root">The golden tree.</param>
    /// <param name="notSent">Paths of the tree that copies lack, as for <see cref="RootTree"/>.</param>
    /// <param name="plan">What is sent; its layout does not count.</param>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static Layout Complete(Layout golden, string root, IReadOnlySet<string> notSent, InstallPlan plan)
    {
        using var tree = new RootTree(BytePath.FromText(root), notSent);
        return WithInitramfs(golden, tree) with
        {
            Interfaces = AddressFormats.Read(tree, golden.Cards),
            Variables = NodeTemplates.Variables(tree),
            BootObstacles = BootForecast.Of(golden, root, notSent, plan),
        };
    }

    /// <summary>The layout with the bytes that trees were found to take.</summary>
    /// <param name="written">By device.</param>
    public static Layout WithWritten(Layout golden, IReadOnlyDictionary<string, long> written) =>
        golden with
        {
            FileSystems =
            [
                .. golden.FileSystems.Select(one =>
                    written.TryGetValue(one.Device, out var bytes) && bytes > (one.Used ?? 0) ? one with { Written = bytes } : one
                ),
            ],
        };

    /// <summary>Its files may share contents; compression makes their number of blocks no measure of what is written.</summary>
    public static bool MayShare(FileSystem fileSystem, Mount mount) =>
        fileSystem.Type == "xfs"
            ? fileSystem.Features.Contains("reflink=1")
            : fileSystem.Type == "btrfs" && !mount.Options.Any(option => option.StartsWith("compress", StringComparison.Ordinal));

    /// <summary>The largest initramfs of each file system that kernels are on: the tree's programs make another beside
    /// it.</summary>
    private static Layout WithInitramfs(Layout golden, RootTree tree)
    {
        var sizes = new Dictionary<string, long>();
        foreach (var path in s_images.SelectMany(pattern => PathPattern.Find(tree, pattern)))
            if (
                tree.Resolve(path) is { } real
                && tree.TryStatus(real) is { Kind: FileKind.Regular } status
                && DeviceOf(golden, real) is { } device
            )
                sizes[device] = Math.Max(sizes.GetValueOrDefault(device), status.Size);
        return golden with
        {
            FileSystems =
            [
                .. golden.FileSystems.Select(one =>
                    sizes.TryGetValue(one.Device, out var largest) && largest > 0 ? one with { Initramfs = largest } : one
                ),
            ],
        };
    }

    /// <summary>What is mounted nearest above a path.</summary>
    private static string? DeviceOf(Layout golden, string path) =>
        golden
            .Mounts.Where(mount => mount.Target == "/" || path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount.Target.Length)
            ?.Device;
}
