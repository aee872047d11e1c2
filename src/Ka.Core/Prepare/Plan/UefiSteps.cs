using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Prepare.Families;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>GRUB on the EFI system partition: the fallback that every firmware starts, and the firmware's own entry.</summary>
internal static class UefiSteps
{
    private const string What = "boot loader";

    /// <summary>The UEFI specification's name of a machine's kind (3.5.1.1), and GRUB's.</summary>
    private static readonly (string Efi, string Grub)[] s_kinds = [("x64", "x86_64-efi"), ("aa64", "arm64-efi")];

    private static readonly string[] s_places = ["/boot/efi", "/efi", "/boot"];

    public static bool HasGrub(PlanDraft draft) => Kind(draft) is not null;

    public static void AddGrub(PlanDraft draft)
    {
        if (!HasEsp(draft, out var esp))
            return;
        if (Kind(draft) is var (efi, grub))
            AddGrub(draft, esp, efi, grub);
        else if (draft.Family.EfiGrub == EfiGrub.Packages)
            draft.Reasons.Add(
                "this machine boots by UEFI, and the tree's EFI system partition has no GRUB of its distribution: "
                    + "its packages put it there (grub2-efi-x64, shim-x64)"
            );
        else
            draft.Reasons.Add(
                $"this machine boots by UEFI, and the tree has no GRUB for EFI ({draft.Family.GrubModules[0]}/x86_64-efi, or "
                    + "shim and grub on its EFI system partition)"
            );
    }

    /// <summary>The kind of machine that the tree's GRUB for EFI is for.</summary>
    private static (string Efi, string Grub)? Kind(PlanDraft draft)
    {
        foreach (var kind in s_kinds)
            if (CanInstall(draft, kind.Grub))
                return kind;
        foreach (var kind in s_kinds)
            if (Esp(draft) is { } esp && EfiLoaders.Find(draft, esp.Target, kind.Efi) is not null)
                return kind;
        return null;
    }

    private static void AddGrub(PlanDraft draft, Mount esp, string efi, string grub)
    {
        var loaders = EfiLoaders.FindOrMake(draft, esp.Target, efi);
        var disks = draft.Names.Target.DisksUnder(esp.Device);
        if (UsesShimInstall(draft, grub))
        {
            draft.Run(
                What,
                draft.Program("shim-install")!,
                "--config-file=/boot/grub2/grub.cfg",
                "--efi-directory=" + esp.Target,
                "--no-nvram"
            );
            GrubConfigSteps.Add(draft, disks);
            // It writes the fallback, which makes the firmware's entries anew, too.
            AddEntry(
                draft,
                esp,
                Label(draft, loaders, loaders.Vendor + "-secureboot"),
                [$"/EFI/{loaders.Vendor}/{loaders.Shim}"]
            );
            return;
        }
        if (CanInstall(draft, grub))
        {
            draft.Run(
                What,
                draft.Program("grub-install", "grub2-install")!,
                "--target=" + grub,
                "--efi-directory=" + esp.Target,
                "--bootloader-id=" + loaders.Vendor,
                "--no-nvram",
                "--recheck"
            );
            // Under these names, whatever signed files have.
            loaders = loaders with
            {
                Names = EfiNames.Usual,
            };
        }
        else if (!GrubConfigSteps.IsMenu(draft, loaders.Home + "/grub.cfg"))
            draft.Rewrite(
                "devices of this machine",
                loaders.Home + "/grub.cfg",
                text => BootText.RewriteSearch(text, draft.Names)
            );
        GrubConfigSteps.Add(draft, disks, loaders.Home + "/grub.cfg");
        AddFallback(draft, esp.Target, loaders);
        AddEntry(
            draft,
            esp,
            Label(draft, loaders, loaders.Vendor),
            [$"/EFI/{loaders.Vendor}/{loaders.Shim}", $"/EFI/{loaders.Vendor}/{loaders.Grub}"]
        );
    }

    private static string Label(PlanDraft draft, EfiLoaders loaders, string other) =>
        draft.Family.EfiGrub == EfiGrub.GrubInstall ? other : EfiLoaders.Label(draft, loaders.Home) ?? other;

    private static void AddFallback(PlanDraft draft, string esp, EfiLoaders loaders)
    {
        var fallback = esp + "/EFI/BOOT";
        var (shim, grub, keys) = ($"{loaders.Home}/{loaders.Shim}", $"{loaders.Home}/{loaders.Grub}", loaders.Keys);
        draft.Steps.Add(new CopyFile("fallback", [shim, grub], $"{fallback}/BOOT{loaders.Kind.ToUpperInvariant()}.EFI"));
        // shim starts the GRUB beside it.
        draft.Steps.Add(new CopyFile("fallback", [grub], $"{fallback}/{loaders.Grub}"));
        if (draft.Tree.IsFile($"{loaders.Home}/{keys}") || draft.Tree.IsFile($"/usr/lib/shim/{keys}.signed"))
            draft.Steps.Add(new CopyFile("fallback", [$"{loaders.Home}/{keys}"], $"{fallback}/{keys}"));
    }

    /// <summary>The distribution's own program puts GRUB there, and is allowed to.</summary>
    private static bool CanInstall(PlanDraft draft, string grub) =>
        draft.Family.EfiGrub != EfiGrub.Packages
        && BootLoaderSteps.Modules(draft, grub) is { } modules
        && draft.Tree.IsFile(modules + "/moddep.lst")
        && draft.Program("grub-install", "grub2-install") is not null;

    // /etc/sysconfig/bootloader is what SUSE's own update-bootloader asks.
    private static bool UsesShimInstall(PlanDraft draft, string grub) =>
        draft.Family.EfiGrub == EfiGrub.ShimInstall
        && CanInstall(draft, grub)
        && draft.Program("shim-install") is not null
        && !(
            draft.Tree.IsFile("/etc/sysconfig/bootloader")
            && ShellText.Get(draft.Text("/etc/sysconfig/bootloader"), "SECURE_BOOT") == "no"
        );

    public static bool HasEsp(PlanDraft draft, out Mount esp)
    {
        esp = Esp(draft)!;
        if (!draft.IsUefi)
            draft.Reasons.Add("this machine was not started by UEFI");
        else if (esp is null)
            draft.Reasons.Add(
                "this machine boots by UEFI, and no EFI system partition is mounted below the tree (/boot/efi, /efi or "
                    + "/boot, vfat)"
            );
        return draft.IsUefi && esp is not null;
    }

    public static Mount? Esp(PlanDraft draft)
    {
        foreach (var place in s_places)
        foreach (var mount in draft.Request.Target.Mounts)
            if (mount.Target == place && IsVfat(draft.Request.Target, mount.Device))
                return mount;
        return null;
    }

    private static bool IsVfat(Layout layout, string device)
    {
        foreach (var fileSystem in layout.FileSystems)
            if (fileSystem.Device == device)
                return fileSystem.Type == "vfat";
        return false;
    }

    public static void AddEntry(PlanDraft draft, Mount esp, string label, IReadOnlyList<string> loaders)
    {
        if (!draft.Request.HasNvram)
            draft.Notes.Add("the firmware's variables cannot be written here: it will start EFI/BOOT");
        else if (draft.Program("efibootmgr") is not { } program)
            draft.Notes.Add("the tree has no efibootmgr: no entry is made, the firmware will start EFI/BOOT");
        else if (FindPartition(draft, esp) is not { } partition)
            draft.Notes.Add($"{esp.Device} is no partition of a disk: no entry is made, the firmware will start EFI/BOOT");
        else
            draft.Steps.Add(new MakeBootEntry(label, partition, loaders, program));
    }

    private static SystemPartition? FindPartition(PlanDraft draft, Mount esp)
    {
        foreach (var disk in draft.Request.Target.Disks)
        foreach (var partition in disk.Table?.Partitions ?? [])
            if (Disk.PartitionName(disk.Name, partition.Number) == esp.Device)
                return new SystemPartition(disk.Name, partition.Number, esp.Target);
        return null;
    }
}
