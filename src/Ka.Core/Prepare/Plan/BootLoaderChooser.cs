using System.Collections.Generic;
using System.Linq;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>The boot loader of a clone where the operator names none: what booted the golden node, else what the tree's
/// configuration says. Files that lie around decide nothing: people leave the loader that they had before.</summary>
internal static class BootLoaderChooser
{
    private const string Sysconfig = "/etc/sysconfig/bootloader";

    /// <summary>Null: the tree has none that this machine's firmware starts, or which one boots cannot be told; the draft has the
    /// reason.</summary>
    public static BootLoader? Choose(PlanDraft draft)
    {
        // Its GRUB calls itself GRUB, too.
        if (draft.IsUefi && SystemdBootSteps.Utility(draft) is not null)
            return BootLoader.SystemdBoot;
        var there = draft.IsUefi ? ForEfi(draft) : ForPc(draft);
        if (there.Count == 0)
        {
            draft.Reasons.Add(NoLoader(draft));
            return null;
        }
        var started = Of(GoldenStart.Kind(draft));
        if (started is { } booted && there.Contains(booted))
        {
            if (there.Count > 1)
                draft.Notes.Add(
                    $"{Names(there)} are in the tree: {Name(booted)} is installed, which booted the golden node "
                        + $"({GoldenStart.Of(draft)})"
                );
            return booted;
        }
        if (there.Count > 1 && draft.IsUefi)
            return ByConfiguration(draft);
        if (GoldenStart.Kind(draft) is not null && started is null)
            draft.Notes.Add(
                $"the golden node was booted by {GoldenStart.Of(draft)}, which ka does not install: {Name(there[0])} is installed"
            );
        else if (there.Count > 1)
            draft.Notes.Add($"{Names(there)} are in the tree, and nothing says which one boots: {Name(there[0])} is installed");
        return there[0];
    }

    private static BootLoader? Of(string? kind) =>
        kind switch
        {
            "grub" => BootLoader.Grub,
            "systemd-boot" => BootLoader.SystemdBoot,
            "uki" => BootLoader.UnifiedImage,
            "extlinux" => BootLoader.Extlinux,
            "lilo" => BootLoader.Lilo,
            "grub-legacy" => BootLoader.GrubLegacy,
            _ => null,
        };

    private static List<BootLoader> ForEfi(PlanDraft draft)
    {
        var found = new List<BootLoader>();
        if (UefiSteps.HasGrub(draft))
            found.Add(BootLoader.Grub);
        if (SystemdBootSteps.IsThere(draft))
            found.Add(BootLoader.SystemdBoot);
        // That an image is there is no sign that the firmware starts it.
        if (GoldenStart.Kind(draft) == "uki" && UnifiedBootSteps.Image(draft) is not null)
            found.Add(BootLoader.UnifiedImage);
        return found;
    }

    private static List<BootLoader> ForPc(PlanDraft draft)
    {
        var found = new List<BootLoader>();
        var grub = BootLoaderSteps.HasGrubForPc(draft);
        var configured = GrubConfigSteps.Directory(draft) is { } directory && draft.Tree.IsFile(directory + "/grub.cfg");
        if (grub && configured)
            found.Add(BootLoader.Grub);
        if (BootLoaderSteps.ExtlinuxDirectory(draft) is not null)
            found.Add(BootLoader.Extlinux);
        if (draft.Tree.IsFile("/etc/lilo.conf") && draft.Program("lilo") is not null)
            found.Add(BootLoader.Lilo);
        if (BootLoaderSteps.IsLegacy(draft))
            found.Add(BootLoader.GrubLegacy);
        if (found.Count == 0 && grub)
            found.Add(BootLoader.Grub);
        return found;
    }

    /// <summary>GRUB or systemd-boot, by what the tree has set up.</summary>
    private static BootLoader? ByConfiguration(PlanDraft draft)
    {
        var type = draft.Tree.IsFile(Sysconfig) ? ShellText.Get(draft.Text(Sysconfig), "LOADER_TYPE") : null;
        if (type is "grub2-efi" or "grub2")
            return BootLoader.Grub;
        if (type is "systemd-boot" or "grub2-bls")
            return BootLoader.SystemdBoot;
        if (SystemdBootSteps.IsFallback(draft) is { } isFallback)
            return isFallback ? BootLoader.SystemdBoot : BootLoader.Grub;
        if (!SystemdBootSteps.HasEntries(draft))
            return BootLoader.Grub;
        if (GrubConfigSteps.Directory(draft) is not { } directory || !draft.Tree.IsFile(directory + "/grub.cfg"))
            return BootLoader.SystemdBoot;
        if (Of(draft.Request.Golden?.BootLoader) is (BootLoader.Grub or BootLoader.SystemdBoot) and var named)
            return named;
        draft.Reasons.Add(
            "GRUB and systemd-boot are both set up in the tree, and nothing says which one boots the golden node: "
                + "--bootloader grub or --bootloader systemd-boot"
        );
        return null;
    }

    private static string NoLoader(PlanDraft draft) =>
        (
            draft.IsUefi
                ? "this machine boots by UEFI, and the tree has no boot loader for it: neither GRUB for EFI nor systemd-boot"
                : "this machine boots by BIOS, and the tree has no boot loader for it: GRUB for PC, extlinux, lilo or GRUB legacy"
        )
        + (
            GoldenStart.Of(draft) is { Kind: not null } origin
                ? $". The golden node was booted by {origin}; --bootloader none leaves that as it was copied"
                : ""
        );

    private static string Names(List<BootLoader> loaders) =>
        $"{string.Join(", ", loaders.SkipLast(1).Select(Name))} and {Name(loaders[^1])}";

    private static string Name(BootLoader loader) =>
        loader switch
        {
            BootLoader.Grub => "GRUB",
            BootLoader.GrubLegacy => "GRUB legacy",
            BootLoader.SystemdBoot => "systemd-boot",
            BootLoader.UnifiedImage => "a unified kernel image",
            BootLoader.Lilo => "lilo",
            _ => "extlinux",
        };
}
