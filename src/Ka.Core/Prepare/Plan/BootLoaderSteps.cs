using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Which boot loader this machine starts with, and the steps that install it on its disks.</summary>
internal static class BootLoaderSteps
{
    private const string What = "boot loader";

    public static void Add(PlanDraft draft)
    {
        var loader = draft.Request.BootLoader?.Loader ?? BootLoaderChooser.Choose(draft);
        switch (loader)
        {
            case BootLoader.None:
                draft.Notes.Add("no boot loader is installed, as asked");
                break;
            case BootLoader.SystemdBoot:
                SystemdBootSteps.Add(draft);
                break;
            case BootLoader.Grub when draft.IsUefi:
                UefiSteps.AddGrub(draft);
                break;
            // What -r grub said when there was no other.
            case BootLoader.Grub when !HasGrubForPc(draft) && IsLegacy(draft):
                AddLegacy(draft);
                break;
            case BootLoader.Grub:
                AddGrub(draft);
                break;
            case BootLoader.GrubLegacy or BootLoader.Lilo or BootLoader.Extlinux when draft.IsUefi:
                draft.Reasons.Add($"this machine boots by UEFI, which {loader} cannot be started by");
                break;
            case BootLoader.GrubLegacy:
                AddLegacy(draft);
                break;
            case BootLoader.Lilo:
                AddLilo(draft);
                break;
            case BootLoader.Extlinux:
                AddExtlinux(draft);
                break;
            case BootLoader.UnifiedImage:
                UnifiedBootSteps.Add(draft);
                break;
        }
    }

    // GRUB 2 for PC

    /// <summary>The directory of GRUB's modules for a platform; null when the tree has no such directory.</summary>
    public static string? Modules(PlanDraft draft, string platform)
    {
        foreach (var place in draft.Family.GrubModules)
            if (draft.Tree.IsDirectory($"{place}/{platform}"))
                return $"{place}/{platform}";
        return null;
    }

    public static bool HasGrubForPc(PlanDraft draft) =>
        Modules(draft, "i386-pc") is not null
        && draft.Program("grub-install", "grub2-install") is not null
        && draft.Program("grub-mkconfig", "grub2-mkconfig") is not null;

    private static void AddGrub(PlanDraft draft)
    {
        if (!HasGrubForPc(draft))
        {
            draft.Reasons.Add(
                "this machine boots by BIOS, and GRUB for PC is not installed in the tree (grub-install, "
                    + $"grub-mkconfig, {draft.Family.GrubModules[0]}/i386-pc)"
            );
            return;
        }
        var disks = BootDisks(draft);
        foreach (var disk in disks)
        {
            if (LacksBootPartition(draft, disk))
                draft.Reasons.Add($"{disk} has a GPT without a BIOS boot partition: GRUB has no place on it");
            draft.Run(What, draft.Program("grub-install", "grub2-install")!, "--target=i386-pc", "--recheck", "/dev/" + disk);
        }
        GrubConfigSteps.Add(draft, disks);
    }

    private static bool LacksBootPartition(PlanDraft draft, string name)
    {
        foreach (var disk in draft.Request.Target.Disks)
            if (disk.Name == name && disk.Table is { Kind: TableKind.Gpt } table)
            {
                foreach (var partition in table.Partitions)
                    if (PartitionTypes.IsBiosBoot(partition.Type))
                        return false;
                return true;
            }
        return false;
    }

    /// <summary>Every disk that carries /boot: all members of a mirror, so that any of them starts the machine.</summary>
    private static IReadOnlyList<string> BootDisks(PlanDraft draft)
    {
        var disks = draft.Names.Target.Holding("/boot/grub") is { } device ? draft.Names.Target.DisksUnder(device) : [];
        if (disks.Count == 0)
            draft.Reasons.Add("no disk of this machine holds the tree's /boot");
        return disks;
    }

    /// <summary>All disks, those that the machine starts from first.</summary>
    public static List<string> Ordered(PlanDraft draft, IReadOnlyList<string> first)
    {
        var ordered = new List<string>(first);
        foreach (var disk in draft.Request.Target.Disks)
            if (!ordered.Contains(disk.Name))
                ordered.Add(disk.Name);
        return ordered;
    }

    // The older ones

    public static bool IsLegacy(PlanDraft draft) =>
        (draft.Tree.IsFile("/boot/grub/menu.lst") || draft.Tree.IsFile("/boot/grub/grub.conf"))
        && draft.Program("grub") is not null
        && draft.Program("grub-install") is not null
        && !draft.Tree.IsFile("/usr/lib/grub/i386-pc/moddep.lst");

    private static void AddLegacy(PlanDraft draft)
    {
        if (!IsLegacy(draft))
        {
            draft.Reasons.Add("GRUB legacy is not installed in the tree (grub, grub-install, /boot/grub/menu.lst)");
            return;
        }
        var disks = BootDisks(draft);
        draft.Write("BIOS drives", "/boot/grub/device.map", BootText.DeviceMap(Ordered(draft, disks)));
        foreach (var disk in disks)
            draft.Run(What, draft.Program("grub-install")!, "--no-floppy", "/dev/" + disk);
    }

    private static void AddLilo(PlanDraft draft)
    {
        if (draft.Program("lilo") is { } lilo && draft.Tree.IsFile("/etc/lilo.conf"))
            draft.Run(What, lilo, "-v");
        else
            draft.Reasons.Add("lilo is not installed in the tree (lilo, /etc/lilo.conf)");
    }

    /// <summary>The directory of its configuration; null: it is not installed, or has none.</summary>
    public static string? ExtlinuxDirectory(PlanDraft draft)
    {
        foreach (var directory in draft.Family.Extlinux)
            if (
                draft.Program("extlinux") is not null
                && (draft.Tree.IsFile(directory + "/extlinux.conf") || draft.Tree.IsFile(directory + "/syslinux.cfg"))
            )
                return directory;
        return null;
    }

    private static void AddExtlinux(PlanDraft draft)
    {
        if (ExtlinuxDirectory(draft) is not { } directory)
        {
            draft.Reasons.Add($"extlinux is not installed in the tree (extlinux, {draft.Family.Extlinux[0]}/extlinux.conf)");
            return;
        }
        draft.Run(What, draft.Program("extlinux")!, "--install", directory);
        foreach (var disk in BootDisks(draft))
            if (BootSector(draft, disk) is { } code)
                draft.Steps.Add(new WriteBootSector(disk, code));
            else
                draft.Reasons.Add($"the tree has no boot code of SYSLINUX for {disk} (mbr.bin, gptmbr.bin)");
    }

    private static string? BootSector(PlanDraft draft, string name)
    {
        var gpt = false;
        foreach (var disk in draft.Request.Target.Disks)
            gpt |= disk.Name == name && disk.Table is { Kind: TableKind.Gpt };
        foreach (
            var place in new[]
            {
                "/usr/lib/syslinux/mbr",
                "/usr/lib/EXTLINUX",
                "/usr/lib/syslinux",
                "/usr/lib/syslinux/bios",
                "/usr/share/syslinux",
            }
        )
            if ($"{place}/{(gpt ? "gptmbr.bin" : "mbr.bin")}" is var file && draft.Tree.IsFile(file))
                return file;
        return null;
    }
}
