using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>Faults of the survey of 2026-11-28 in boot loaders, each by its number there; all were red on 22c5520.</summary>
public sealed class LoaderFaultTests
{
    private const string Mkconfig = "grub2-mkconfig";

    [Fact]
    public void Fault_4_GRUBs_modules_are_where_SUSE_has_them()
    {
        using var leap = Trees.Leap();
        Assert.Empty(Bios(leap).Reasons);
        Assert.Contains("/usr/sbin/grub2-install --target=i386-pc --recheck /dev/vda", Calls(Bios(leap)));
        Assert.Empty(Uefi(leap).Reasons);

        // Leap 15.0.
        using var older = Trees.Leap();
        older.File("/usr/lib/none");
        System.IO.Directory.Move(older.Root + "/usr/share/grub2", older.Root + "/usr/lib/grub2");
        Assert.Empty(Bios(older).Reasons);
    }

    [Fact]
    public void Fault_5_grub2_install_is_never_called_for_EFI_on_Fedoras_kin()
    {
        // grub2-efi-x64-modules is installed: a trap.
        using var rocky = Trees.Rocky9().File("/usr/lib/grub/x86_64-efi/moddep.lst");
        var plan = Uefi(rocky);

        Assert.Empty(plan.Reasons);
        Assert.DoesNotContain(Calls(plan), call => call.Contains("grub2-install", System.StringComparison.Ordinal));
        Assert.Contains(
            "fallback: /boot/efi/EFI/rocky/shimx64.efi or /boot/efi/EFI/rocky/grubx64.efi to /boot/efi/EFI/BOOT/BOOTX64.EFI",
            Actions(plan)
        );
    }

    [Fact]
    public void Fault_5_a_menu_of_boot_entries_is_not_made_anew()
    {
        foreach (var make in new[] { Trees.El8, Trees.Rocky9, Trees.Alma10, Trees.Fedora })
        {
            using var room = make();
            Assert.DoesNotContain(Calls(Uefi(room)), call => call.Contains(Mkconfig, System.StringComparison.Ordinal));
        }
        // Where entries are off it is.
        using var plain = Trees
            .Rocky9()
            .File("/boot/grub2/grub.cfg", "menuentry 'x' {\n}\n")
            .File("/etc/default/grub", "GRUB_ENABLE_BLSCFG=false\n");
        Assert.Contains("/usr/sbin/grub2-mkconfig -o /boot/grub2/grub.cfg", Calls(Uefi(plain)));
    }

    [Fact]
    public void Fault_5_a_menu_of_boot_entries_gets_this_machines_UUIDs()
    {
        using var room = Trees.El8();
        var fresh = Room.Gpt("vda", Firmware.Uefi);
        fresh = fresh with { FileSystems = [fresh.FileSystems[0], fresh.FileSystems[1] with { Uuid = Room.Id(3, 'b') }] };
        var plan = room.Plan(fresh, Room.Gpt("sda", Firmware.Uefi));

        const string Menu = "/boot/efi/EFI/redhat/grub.cfg";
        var text = plan
            .Steps.OfType<RewriteFile>()
            .Where(step => step.Path == Menu)
            .Aggregate(room.Text(Menu), (now, step) => step.Rewrite(now));
        Assert.DoesNotContain(Room.Id(3, 'a'), text, System.StringComparison.Ordinal);
        Assert.Contains($"set kernelopts=\"root=UUID={Room.Id(3, 'b')} ro \"", text, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_8_SUSEs_shim_is_installed_by_its_own_program()
    {
        using var leap = Trees.Leap();
        var plan = Uefi(leap);

        Assert.Equal(
            [
                "/usr/sbin/shim-install --config-file=/boot/grub2/grub.cfg --efi-directory=/boot/efi --no-nvram",
                "/usr/sbin/grub2-mkconfig -o /boot/grub2/grub.cfg",
            ],
            Calls(plan)
        );
        Assert.Contains("firmware: entry 'opensuse-secureboot' for partition 1 of /dev/vda", Actions(plan));

        leap.File("/etc/sysconfig/bootloader", "LOADER_TYPE=\"grub2-efi\"\nSECURE_BOOT=\"no\"\n");
        Assert.Contains(
            "/usr/sbin/grub2-install --target=x86_64-efi --efi-directory=/boot/efi --bootloader-id=opensuse --no-nvram --recheck",
            Calls(Uefi(leap))
        );
    }

    [Theory]
    [InlineData("systemd")]
    [InlineData("opensuse")]
    public void Fault_8_sdbootutil_makes_the_initramfs_that_its_entries_name_and_its_loader_stays(string home)
    {
        using var room = Trees.Tumbleweed(home);
        var plan = Uefi(room);

        Assert.Empty(plan.Reasons);
        Assert.Empty(Calls(plan));
        Assert.Equal(
            ["/usr/bin/sdbootutil --no-variables --no-reuse-initrd add-all-kernels"],
            plan.Steps.OfType<RunInTree>().Where(step => step.What == "initramfs").Select(step => step.Call.ToString())
        );
        var entry = Assert.Single(plan.Steps.OfType<MakeBootEntry>());
        Assert.Equal(("openSUSE Boot Manager", $"/EFI/{home}/shim.efi"), (entry.Label, entry.Loaders[0]));
    }

    [Fact]
    public void Fault_13_sdbootutil_makes_no_generic_initramfs_where_the_EFI_system_partition_has_no_room()
    {
        using var room = Trees.Tumbleweed();
        using (var now = System.IO.File.OpenWrite($"{room.Root}/boot/efi/opensuse-tumbleweed/6.17.7-1-default/initrd-2c3d"))
            now.SetLength(1L << 42);
        var plan = Uefi(room);

        Assert.Empty(plan.Reasons);
        Assert.DoesNotContain(
            plan.Steps.OfType<WriteFile>(),
            step => step.Content.Contains("hostonly", System.StringComparison.Ordinal)
        );
        Assert.Contains(
            plan.Notes,
            note => note.Contains("opensuse-tumbleweed/6.17.7-1-default has ", System.StringComparison.Ordinal)
        );
        Assert.Contains(Actions(plan), action => action.EndsWith("add-all-kernels", System.StringComparison.Ordinal));
    }

    [Fact]
    public void Fault_12_Alpines_extlinux_is_in_boot_itself()
    {
        using var alpine = Trees.AlpineBios();
        var plan = alpine.Plan(Room.Seed("vda"), Room.Seed("sda"));

        Assert.Equal(["/sbin/extlinux --install /boot"], Calls(plan));
        Assert.Contains(new WriteBootSector("vda", "/usr/share/syslinux/mbr.bin"), plan.Steps);
    }

    [Fact]
    public void Fault_16_systemd_boot_does_not_take_the_place_of_shim()
    {
        using var room = Trees
            .ArchSystemdBoot()
            .File("/boot/efi/EFI/systemd/shimx64.efi", "shim")
            .File("/boot/efi/EFI/systemd/grubx64.efi", "systemd-boot");
        var plan = Uefi(room);

        Assert.Empty(plan.Reasons);
        Assert.Empty(Calls(plan));
        Assert.Equal("/EFI/systemd/shimx64.efi", Assert.Single(plan.Steps.OfType<MakeBootEntry>()).Loaders[0]);
    }

    [Fact]
    public void Fault_16_bootctl_makes_no_seed_where_it_knows_the_option()
    {
        using var room = Trees.ArchSystemdBoot();
        Assert.Equal(["/usr/bin/bootctl --esp-path=/boot/efi --no-variables --random-seed=no install"], Calls(Uefi(room)));

        room.File("/usr/bin/bootctl", "help: --esp-path=PATH");
        Assert.Equal(["/usr/bin/bootctl --esp-path=/boot/efi --no-variables install"], Calls(Uefi(room)));
    }

    [Fact]
    public void The_vendors_directory_is_the_one_of_os_release_and_not_the_first()
    {
        // A second system was installed once; or another one is beside it.
        using var rocky = Trees.Rocky9().File("/boot/efi/EFI/fedora/grubx64.efi").File("/boot/efi/EFI/fedora/shimx64.efi");

        Assert.Contains("fallback: /boot/efi/EFI/rocky/grubx64.efi to /boot/efi/EFI/BOOT/grubx64.efi", Actions(Uefi(rocky)));
    }

    [Fact]
    public void The_entry_has_the_label_of_shims_own_list_so_that_there_is_one()
    {
        using var fedora = Trees.Fedora();

        Assert.Contains("firmware: entry 'Fedora' for partition 1 of /dev/vda", Actions(Uefi(fedora)));
    }

    [Fact]
    public void GRUB_is_the_loader_where_systemd_boot_only_lies_beside_it()
    {
        using var debian = Trees
            .Debian()
            .File("/usr/bin/bootctl")
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", "systemd-boot");
        Assert.Contains(Calls(Uefi(debian)), call => call.StartsWith("/usr/sbin/grub-install", System.StringComparison.Ordinal));

        debian.File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "systemd-boot");
        Assert.Contains(Calls(Uefi(debian)), call => call.StartsWith("/usr/bin/bootctl", System.StringComparison.Ordinal));
    }

    private static PreparePlan Uefi(Room room) =>
        room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi), request => request with { HasNvram = true });

    private static PreparePlan Bios(Room room) => room.Plan(Room.Gpt("vda", Firmware.Bios), Room.Gpt("sda", Firmware.Bios));

    private static IEnumerable<string> Calls(PreparePlan plan) =>
        plan.Steps.OfType<RunInTree>().Where(step => step.What == "boot loader").Select(step => step.Call.ToString());

    private static IEnumerable<string> Actions(PreparePlan plan) => plan.Steps.Select(step => step.Action);
}
