using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Prepare.Plan;

/// <summary>The kernels of a tree, and where each has its initramfs.</summary>
internal static class TreeKernels
{
    private static readonly string[] s_places = ["/boot", "/efi", "/boot/efi"];

    /// <summary>Versions whose modules and whose kernel are there.</summary>
    public static List<string> Find(PlanDraft draft) =>
        [
            .. draft
                .Tree.List("/lib/modules")
                .Where(version => draft.Tree.IsFile($"/lib/modules/{version}/modules.dep") && HasImage(draft, version)),
        ];

    /// <summary>The path of a version's existing initramfs; null when there is none.</summary>
    public static string? Initramfs(PlanDraft draft, string version)
    {
        string[] names =
        [
            $"initrd.img-{version}",
            $"initramfs-{version}.img",
            $"initrd-{version}.img",
            $"initrd-{version}",
            $"initramfs-{FlavourOf(version)}",
            $"initramfs-{PackageOf(draft, version)}.img",
        ];
        return names.Select(name => "/boot/" + name).FirstOrDefault(draft.Tree.IsFile)
            ?? InDirectory(draft, version, "initrd")
            // sdbootutil: with a hash.
            ?? s_places.SelectMany(place => draft.Matching($"{place}/*/{version}/initrd-*")).FirstOrDefault(draft.Tree.IsFile);
    }

    /// <summary>Where a version's initramfs belongs: where it is, else where the family has it.</summary>
    public static string Place(PlanDraft draft, string version) =>
        Initramfs(draft, version) is { } there
            ? draft.Ids?.Replace(there) ?? there
            : draft.Family.Initramfs.Replace(
                "{0}",
                draft.Family.KernelsByFlavour ? FlavourOf(version) : version,
                StringComparison.Ordinal
            );

    /// <summary>Unified kernel images that tools of the tree made: initramfs and command line are inside.</summary>
    public static IEnumerable<string> Unified(PlanDraft draft) =>
        s_places.SelectMany(place => draft.Matching(place + "/EFI/Linux", "", ".efi"));

    private static bool HasImage(PlanDraft draft, string version)
    {
        foreach (var name in new[] { "vmlinuz", "vmlinux", "kernel", "bzImage", "Image" })
            if (draft.Tree.IsFile($"/boot/{name}-{version}"))
                return true;
        return (draft.Family.KernelsByFlavour && draft.Tree.IsFile("/boot/vmlinuz-" + FlavourOf(version)))
            // Arch and systemd-boot: under a name without the version, or in a directory of the machine.
            || draft.Tree.IsFile($"/lib/modules/{version}/vmlinuz")
            || InDirectory(draft, version, "linux") is not null;
    }

    // Alpine: 6.6.31-0-lts is vmlinuz-lts.
    private static string FlavourOf(string version) => version[(version.LastIndexOf('-') + 1)..];

    // Arch: vmlinuz-linux.
    private static string PackageOf(PlanDraft draft, string version) =>
        draft.Tree.Lines($"/lib/modules/{version}/pkgbase") is [var name, ..] ? name : version;

    /// <summary>kernel-install(8): DIRECTORY/MACHINE/VERSION/linux.</summary>
    private static string? InDirectory(PlanDraft draft, string version, string file)
    {
        foreach (var place in s_places)
        foreach (var name in draft.Tree.List(place))
            if (draft.Tree.IsFile($"{place}/{name}/{version}/{file}"))
                return $"{place}/{name}/{version}/{file}";
        return null;
    }
}
