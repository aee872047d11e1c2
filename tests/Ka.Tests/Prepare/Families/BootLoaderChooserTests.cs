using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>Which boot loader a clone gets: what booted the golden node, and not what lies around. Each tree has two.</summary>
public sealed class BootLoaderChooserTests
{
    private const string Magic = "#### LoaderInfo: systemd-boot 255 ####";

    private const string Grub = "/usr/sbin/grub-install --target=x86_64-efi";

    private const string Bootctl = "/usr/bin/bootctl --esp-path=/boot/efi";

    private static readonly BootOrigin s_grub = new() { Loader = "GRUB 2.12", Path = "/EFI/debian/shimx64.efi" };

    private static readonly BootOrigin s_systemd = new()
    {
        Entry = "Linux Boot Manager",
        Path = "/EFI/systemd/systemd-bootx64.efi",
    };

    [Fact]
    public void Report_11_of_two_loaders_for_UEFI_the_one_that_booted_the_golden_node_is_installed()
    {
        using var room = Both();

        Assert.StartsWith(Grub, Call(Plan(room, s_grub)), StringComparison.Ordinal);
        Assert.StartsWith(Bootctl, Call(Plan(room, s_systemd)), StringComparison.Ordinal);
        Assert.Contains(
            "GRUB and systemd-boot are in the tree: GRUB is installed, which booted the golden node (GRUB 2.12, "
                + "/EFI/debian/shimx64.efi)",
            Plan(room, s_grub).Notes
        );
    }

    [Fact]
    public void What_booted_the_golden_node_counts_more_than_what_the_fallback_is()
    {
        using var room = Both().File("/boot/efi/EFI/BOOT/BOOTX64.EFI", Magic);

        Assert.StartsWith(Grub, Call(Plan(room, s_grub)), StringComparison.Ordinal);
        Assert.StartsWith(Bootctl, Call(Plan(room, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_says_which_of_two_boots_the_operator_is_asked_before_the_wipe()
    {
        using var room = Both();
        var plan = Plan(room, null);
        Assert.Contains("--bootloader grub or --bootloader systemd-boot", Assert.Single(plan.Reasons), StringComparison.Ordinal);

        // A word in the layout, an option, a leftover without anything to start: enough.
        Assert.StartsWith(Grub, Call(Plan(room, null, golden => golden with { BootLoader = "grub" })), StringComparison.Ordinal);
        var asked = room.Plan(
            Room.Gpt("vda", Firmware.Uefi),
            Room.Gpt("sda", Firmware.Uefi),
            request => request with { BootLoader = BootLoaderChoice.Parse("systemd-boot") }
        );
        Assert.StartsWith(Bootctl, Call(asked), StringComparison.Ordinal);
        Directory.Delete(room.Root + "/boot/efi/loader", true);
        Assert.StartsWith(Grub, Call(Plan(room, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void SUSEs_own_setting_is_a_sign()
    {
        using var room = Both().File("/etc/sysconfig/bootloader", "LOADER_TYPE=\"systemd-boot\"\n");
        Assert.StartsWith(Bootctl, Call(Plan(room, null)), StringComparison.Ordinal);

        room.File("/etc/sysconfig/bootloader", "LOADER_TYPE=\"grub2-efi\"\n");
        Assert.StartsWith(Grub, Call(Plan(room, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_started_a_golden_node_by_BIOS_says_nothing_of_UEFI()
    {
        using var room = Both().File("/boot/efi/EFI/BOOT/BOOTX64.EFI", Magic);
        var plan = room.Plan(
            Room.Gpt("vda", Firmware.Uefi),
            Room.Gpt("sda", Firmware.Bios) with
            {
                StartedBy = new BootOrigin { Loader = "GRUB" },
            }
        );

        Assert.StartsWith(Bootctl, Call(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Systemd_boot_behind_a_shim_in_the_distributions_directory_is_recognised_by_its_contents()
    {
        using var room = Trees
            .Debian()
            .File("/usr/bin/bootctl")
            .File("/boot/efi/EFI/debian/grubx64.efi", Magic)
            .File("/boot/efi/loader/entries/debian.conf", "options root=x\n");
        var plan = Plan(room, new BootOrigin { Path = "/EFI/debian/shimx64.efi", Entry = "debian" });

        Assert.Empty(plan.Reasons);
        Assert.Empty(Calls(plan));
        Assert.Equal("/EFI/debian/shimx64.efi", Assert.Single(plan.Steps.OfType<MakeBootEntry>()).Loaders[0]);
        Assert.Contains("/boot/efi/EFI/debian and the shim in front of it stay as they were copied", plan.Notes);
    }

    [Fact]
    public void Of_two_directories_of_GRUB_the_one_that_booted_the_golden_node_is_meant()
    {
        using var arch = Trees.ArchGrub().File("/boot/efi/EFI/arch/grubx64.efi", "an old one");
        Assert.Contains("--bootloader-id=arch", Call(Plan(arch, null)), StringComparison.Ordinal);
        var origin = new BootOrigin { Path = "/EFI/GRUB/grubx64.efi" };
        Assert.Contains("--bootloader-id=GRUB", Call(Plan(arch, origin)), StringComparison.Ordinal);

        // Another system's menu started this one.
        using var rocky = Trees.Rocky9().File("/boot/efi/EFI/fedora/grubx64.efi").File("/boot/efi/EFI/fedora/shimx64.efi");
        Assert.Contains(
            Plan(rocky, new BootOrigin { Path = "/EFI/fedora/shimx64.efi" }).Steps.OfType<CopyFile>(),
            step => step.From[0] == "/boot/efi/EFI/rocky/shimx64.efi"
        );
    }

    [Fact]
    public void Sdbootutil_has_left_its_mark_and_GRUB_boots()
    {
        using var room = Trees.Leap().File("/usr/bin/sdbootutil").File("/boot/efi/EFI/systemd/installed_by_sdbootutil");
        var plan = Plan(room, new BootOrigin { Path = "/EFI/opensuse/shim.efi", Entry = "opensuse-secureboot" });

        Assert.Equal("/usr/sbin/shim-install", Call(plan).Split(' ')[0]);
        Assert.Contains(
            plan.Steps.OfType<RunInTree>(),
            step => step.Call.ToString().StartsWith("/usr/bin/dracut --force", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_unified_kernel_image_that_the_firmware_starts_needs_no_loader()
    {
        using var room = Trees.ArchUki().File("/boot/efi/EFI/Linux/arch-linux-lts.efi", "another");
        Directory.Delete(room.Root + "/boot/efi/EFI/systemd", true);
        Directory.Delete(room.Root + "/boot/efi/EFI/BOOT", true);
        var plan = Plan(room, new BootOrigin { Entry = "Arch Linux", Path = "/EFI/Linux/arch-linux.efi" });

        Assert.Empty(plan.Reasons);
        Assert.Empty(Calls(plan));
        var entry = Assert.Single(plan.Steps.OfType<MakeBootEntry>());
        Assert.Equal(("Arch Linux", "/EFI/Linux/arch-linux.efi"), (entry.Label, Assert.Single(entry.Loaders)));
        Assert.Contains(
            "fallback: /boot/efi/EFI/Linux/arch-linux.efi to /boot/efi/EFI/BOOT/BOOTX64.EFI",
            plan.Steps.Select(step => step.Action)
        );
    }

    [Fact]
    public void A_loader_that_ka_does_not_know_is_named()
    {
        var origin = new BootOrigin { Loader = "rEFInd 0.14.2", Path = "/EFI/refind/refind_x64.efi" };
        using var arch = Trees.ArchGrub();
        Assert.Contains(
            "the golden node was booted by rEFInd 0.14.2, /EFI/refind/refind_x64.efi, which ka does not install: "
                + "GRUB is installed",
            Plan(arch, origin).Notes
        );

        using var bare = Trees.Arch();
        Assert.Contains("--bootloader none", Assert.Single(Plan(bare, origin).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_loaders_for_BIOS_the_one_in_the_boot_code_is_installed()
    {
        using var room = Trees
            .Void()
            .File("/usr/bin/extlinux")
            .File("/boot/extlinux/extlinux.conf")
            .File("/usr/lib/syslinux/mbr.bin");
        PreparePlan Of(string? loader) =>
            room.Plan(
                Room.Seed("vda"),
                Room.Seed("sda") with
                {
                    StartedBy = loader is null ? null : new BootOrigin { Loader = loader },
                }
            );

        Assert.Equal("/usr/bin/extlinux --install /boot/extlinux", Call(Of("SYSLINUX")));
        Assert.StartsWith("/usr/bin/grub-install --target=i386-pc", Call(Of("GRUB")), StringComparison.Ordinal);
        Assert.Contains("GRUB and extlinux are in the tree, and nothing says which one boots: GRUB is installed", Of(null).Notes);
    }

    /// <summary>GRUB with its menu, systemd-boot with an entry, and a fallback of something else.</summary>
    private static Room Both() =>
        Trees
            .Debian()
            .File("/usr/bin/bootctl")
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", Magic)
            .File("/boot/efi/loader/entries/debian.conf", "options root=x\n")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "of a machine's maker");

    private static PreparePlan Plan(Room room, BootOrigin? origin, Func<Layout, Layout>? more = null)
    {
        var golden = Room.Gpt("sda", Firmware.Uefi) with { StartedBy = origin };
        return room.Plan(
            Room.Gpt("vda", Firmware.Uefi),
            more is null ? golden : more(golden),
            request => request with { HasNvram = true }
        );
    }

    private static string Call(PreparePlan plan)
    {
        Assert.Empty(plan.Reasons);
        return Calls(plan).First();
    }

    private static IEnumerable<string> Calls(PreparePlan plan) =>
        plan.Steps.OfType<RunInTree>().Where(step => step.What == "boot loader").Select(step => step.Call.ToString());
}
