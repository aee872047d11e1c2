using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Prepare.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Plan;

/// <summary>Boot loaders on the EFI system partition: the fallback that every firmware starts, and the firmware's own
/// entry.</summary>
internal static class UefiSteps
{
    private const string What = "boot loader";

    /// <summary>The UEFI specification's name of a machine's kind (3.5.1.1), and GRUB's.</summary>
    private static readonly (string Efi, string Grub)[] s_kinds = [("x64", "x86_64-efi"), ("aa64", "arm64-efi")];

    private static readonly string[] s_places = ["/boot/efi", "/efi", "/boot"];

    public static bool HasSystemdBoot(PlanDraft draft) =>
        Esp(draft) is { } esp && draft.Tree.IsDirectory(esp.Target + "/EFI/systemd") && draft.Program("bootctl") is not null;

    public static bool HasGrub(PlanDraft draft)
    {
        foreach (var (efi, grub) in s_kinds)
            if (CanInstall(draft, grub) || (Esp(draft) is { } esp && Vendor(draft, esp.Target, efi) is not null))
                return true;
        return false;
    }

    public static void AddSystemdBoot(PlanDraft draft)
    {
        if (!HasEsp(draft, out var esp))
            return;
        if (draft.Program("bootctl") is not { } bootctl)
        {
            draft.Reasons.Add("systemd-boot is not installed in the tree (bootctl)");
            return;
        }
        draft.Run(What, bootctl, "--esp-path=" + esp.Target, "--no-variables", "install");
        AddEntry(draft, esp, "Linux Boot Manager", ["/EFI/systemd/systemd-bootx64.efi", "/EFI/systemd/systemd-bootaa64.efi"]);
    }

    public static void AddGrub(PlanDraft draft)
    {
        if (!HasEsp(draft, out var esp))
            return;
        foreach (var (efi, grub) in s_kinds)
            if (CanInstall(draft, grub) || Vendor(draft, esp.Target, efi) is not null)
            {
                AddGrub(draft, esp, efi, grub);
                return;
            }
        draft.Reasons.Add(
            "this machine boots by UEFI, and the tree has no GRUB for EFI (/usr/lib/grub/x86_64-efi, or shim and grub "
                + "on its EFI system partition)"
        );
    }

    private static void AddGrub(PlanDraft draft, Mount esp, string efi, string grub)
    {
        var vendor = Vendor(draft, esp.Target, efi) ?? DistributionId(draft);
        var home = $"{esp.Target}/EFI/{vendor}";
        // Where the distribution's signed files are in place, as on Fedora, its grub-install would break them.
        if (CanInstall(draft, grub))
            draft.Run(
                What,
                draft.Program("grub-install", "grub2-install")!,
                "--target=" + grub,
                "--efi-directory=" + esp.Target,
                "--bootloader-id=" + vendor,
                "--no-nvram",
                "--recheck"
            );
        else
            draft.Rewrite("devices of this machine", home + "/grub.cfg", text => BootText.RewriteSearch(text, draft.Names));
        BootLoaderSteps.AddGrubConfig(draft, draft.Names.Target.DisksUnder(esp.Device));
        string[] loaders = [$"{home}/shim{efi}.efi", $"{home}/grub{efi}.efi"];
        var fallback = $"{esp.Target}/EFI/BOOT";
        draft.Steps.Add(new CopyFile("fallback", loaders, $"{fallback}/BOOT{efi.ToUpperInvariant()}.EFI"));
        // shim starts the GRUB beside it.
        draft.Steps.Add(new CopyFile("fallback", [loaders[1]], $"{fallback}/grub{efi}.efi"));
        if (draft.Tree.IsFile($"{home}/mm{efi}.efi") || draft.Tree.IsFile($"/usr/lib/shim/mm{efi}.efi.signed"))
            draft.Steps.Add(new CopyFile("fallback", [$"{home}/mm{efi}.efi"], $"{fallback}/mm{efi}.efi"));
        AddEntry(draft, esp, vendor, [$"/EFI/{vendor}/shim{efi}.efi", $"/EFI/{vendor}/grub{efi}.efi"]);
    }

    private static bool CanInstall(PlanDraft draft, string grub) =>
        draft.Tree.IsFile($"/usr/lib/grub/{grub}/moddep.lst") && draft.Program("grub-install", "grub2-install") is not null;

    private static bool HasEsp(PlanDraft draft, out Mount esp)
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

    private static Mount? Esp(PlanDraft draft)
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

    /// <summary>The distribution's directory on the partition, when it has one.</summary>
    private static string? Vendor(PlanDraft draft, string esp, string efi)
    {
        foreach (var name in draft.Tree.List(esp + "/EFI"))
            if (!name.Equals("BOOT", StringComparison.OrdinalIgnoreCase) && draft.Tree.IsFile($"{esp}/EFI/{name}/grub{efi}.efi"))
                return name;
        return null;
    }

    /// <summary>os-release(5); signed images of GRUB look for their configuration in a directory of that name.</summary>
    private static string DistributionId(PlanDraft draft)
    {
        foreach (var file in new[] { "/etc/os-release", "/usr/lib/os-release" })
            if (draft.Tree.IsFile(file) && ShellText.Get(draft.Text(file), "ID") is { Length: > 0 } id)
                return id;
        return "linux";
    }

    private static void AddEntry(PlanDraft draft, Mount esp, string label, IReadOnlyList<string> loaders)
    {
        if (!draft.Request.HasNvram)
            draft.Notes.Add("the firmware's variables cannot be written here: it will start EFI/BOOT");
        else if (draft.Program("efibootmgr") is not { } program)
            draft.Notes.Add("the tree has no efibootmgr: no entry is made, the firmware will start EFI/BOOT");
        else if (Place(draft, esp.Device) is not { } place)
            draft.Notes.Add($"{esp.Device} is no partition of a disk: no entry is made, the firmware will start EFI/BOOT");
        else
            draft.Steps.Add(new MakeBootEntry(label, place.Disk, place.Number, esp.Target, loaders, program));
    }

    private static (string Disk, int Number)? Place(PlanDraft draft, string device)
    {
        foreach (var disk in draft.Request.Target.Disks)
        foreach (var partition in disk.Table?.Partitions ?? [])
            if (Disk.PartitionName(disk.Name, partition.Number) == device)
                return (disk.Name, partition.Number);
        return null;
    }
}
