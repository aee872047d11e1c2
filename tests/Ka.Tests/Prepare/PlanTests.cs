using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Xunit;

namespace Ka.Tests.Prepare;

public sealed class PlanTests
{
    private static readonly MachineHardware s_virtio = new()
    {
        Disks =
        [
            new HardwareDevice("vda", ["pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc00i00", "virtio:d00000002v00001AF4"]),
        ],
        Nics = [new HardwareDevice("eth0", ["pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"])],
    };

    [Fact]
    public void A_plan_reads_and_changes_nothing()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/fstab", "/dev/sda1 / ext3 defaults 0 1\n")
            .File("/etc/machine-id", "golden\n");
        var before = Directory
            .EnumerateFiles(room.Root, "*", SearchOption.AllDirectories)
            .Order()
            .Select(file => file + File.ReadAllText(file))
            .ToList();
        var plan = room.Plan(Room.Seed("vda"), Room.Seed("sda"));
        Assert.Empty(plan.Reasons);
        Assert.Contains("devices of this machine: rewrite /etc/fstab", plan.Steps.Select(step => step.Action));
        Assert.Equal(
            before,
            Directory
                .EnumerateFiles(room.Root, "*", SearchOption.AllDirectories)
                .Order()
                .Select(file => file + File.ReadAllText(file))
                .ToList()
        );
    }

    [Fact]
    public void What_makes_a_machine_itself_goes_and_the_option_keeps_it()
    {
        string[] golden =
        [
            "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssh/ssh_host_rsa_key.pub",
            "/var/lib/systemd/random-seed",
            "/var/lib/systemd/credential.secret",
            "/var/lib/dhcp/dhclient.eth0.leases",
            "/var/lib/NetworkManager/internal-1-eth0.lease",
            "/var/lib/NetworkManager/secret_key",
            "/etc/udev/rules.d/70-persistent-net.rules",
            "/etc/udev/rules.d/61-net_config.rules",
        ];
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/machine-id", "golden\n")
            .File("/usr/sbin/sshd")
            .File("/usr/bin/ssh-keygen")
            .File("/etc/ssh/sshd_config")
            .File("/etc/udev/rules.d/99-mine.rules")
            .File("/var/lib/NetworkManager/timestamps")
            .File("/etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\nHWADDR=52:54:00:00:00:01\n");
        foreach (var path in golden)
            room.File(path, "golden");
        Directory.CreateDirectory(room.Root + "/var/lib/dbus");
        File.CreateSymbolicLink(room.Root + "/var/lib/dbus/machine-id", "/etc/machine-id");
        var plan = room.Plan(Room.Seed("vda"));
        Assert.Equal(golden.Order(), plan.Steps.OfType<RemoveFiles>().SelectMany(step => step.Paths).Order());
        Assert.Contains("new SSH host keys: /usr/bin/ssh-keygen -A", plan.Steps.Select(step => step.Action));
        Assert.Equal(
            "DEVICE=eth0\n",
            plan.Steps.OfType<RewriteFile>()
                .Single(step => step.Path.EndsWith("ifcfg-eth0", System.StringComparison.Ordinal))
                .Rewrite(room.Text("/etc/sysconfig/network-scripts/ifcfg-eth0"))
        );
        Assert.Matches("^[0-9a-f]{32}\n$", plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/machine-id").Content);

        var kept = room.Plan(Room.Seed("vda"), more: request => request with { KeepIdentity = true });
        Assert.Empty(kept.Steps.OfType<RemoveFiles>());
        Assert.DoesNotContain(kept.Steps.OfType<WriteFile>(), step => step.Path == "/etc/machine-id");
    }

    [Fact]
    public void The_host_name_is_written_where_the_tree_keeps_it()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 golden.example.org golden\n10.0.0.1 golden\n")
            .File("/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=golden\n");
        var plan = room.Plan(Room.Seed("vda"), more: request => request with { HostName = "node7.example.org" });
        Assert.Contains(
            plan.Steps.OfType<WriteFile>(),
            step => step is { Path: "/etc/hostname", Content: "node7.example.org\n" }
        );
        Assert.Equal(
            "127.0.0.1 localhost\n127.0.1.1\tnode7.example.org node7\n10.0.0.1 golden\n",
            Rewritten(room, plan, "/etc/hosts")
        );
        Assert.Equal("NETWORKING=yes\nHOSTNAME=node7.example.org\n", Rewritten(room, plan, "/etc/sysconfig/network"));
    }

    [Theory]
    [InlineData("node7", true)]
    [InlineData("a-b.example.org", true)]
    [InlineData("-a", false)]
    [InlineData("a..b", false)]
    [InlineData("a b", false)]
    [InlineData("a\nb", false)]
    [InlineData("", false)]
    public void A_host_name_is_one(string name, bool expected) => Assert.Equal(expected, NodeName.Host.IsHostName(name));

    [Fact]
    public void The_initramfs_gets_this_machines_drivers_for_each_kernel_that_is_there()
    {
        using var room = new Room().Kernel().Kernel("6.5.0").GrubForPc().File("/lib/modules/5.0.0/modules.dep");
        File.Delete(room.Root + "/boot/initrd.img-6.5.0");
        var plan = room.Plan(
            Room.Seed("vda"),
            more: request => request with { Hardware = s_virtio, BootLoader = BootLoaderChoice.Parse("grub --with=jfs") }
        );
        Assert.Equal(
            ["/usr/sbin/update-initramfs -u -k 6.1.0", "/usr/sbin/update-initramfs -c -k 6.5.0"],
            Calls(plan, "initramfs")
        );
        Assert.Contains(
            "\njfs\nvirtio_pci\nvirtio_blk\ne1000\n",
            Rewritten(room, plan, "/etc/initramfs-tools/modules"),
            System.StringComparison.Ordinal
        );
        Assert.Contains(
            "only --with=MODULE",
            Assert.Single(
                room.Plan(
                    Room.Seed("vda"),
                    more: request => request with { BootLoader = BootLoaderChoice.Parse("grub --fast") }
                ).Reasons
            ),
            System.StringComparison.Ordinal
        );
    }

    [Fact]
    public void Dracut_and_mkinitrd_are_used_where_they_are_what_the_tree_has()
    {
        using var dracut = new Room()
            .GrubForPc()
            .File("/boot/vmlinuz-6.1.0")
            .File("/boot/initramfs-6.1.0.img")
            .File("/lib/modules/6.1.0/modules.dep")
            .File("/lib/modules/6.1.0/modules.alias", Room.Aliases)
            .File("/usr/bin/dracut");
        var plan = dracut.Plan(Room.Seed("vda"), more: request => request with { Hardware = s_virtio });
        Assert.Equal(["/usr/bin/dracut --force --no-hostonly /boot/initramfs-6.1.0.img 6.1.0"], Calls(plan, "initramfs"));
        Assert.Contains(
            "add_drivers+=\" virtio_pci virtio_blk e1000 \"\n",
            plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/dracut.conf.d/90-ka.conf").Content,
            System.StringComparison.Ordinal
        );

        using var old = new Room()
            .GrubForPc()
            .File("/boot/vmlinuz-2.6.22")
            .File("/boot/initrd-2.6.22.img")
            .File("/lib/modules/2.6.22/modules.dep")
            .File("/lib/modules/2.6.22/modules.alias", Room.Aliases)
            .File("/sbin/mkinitrd")
            .File(
                "/etc/modprobe.conf",
                "alias eth0 eepro100\n"
                    + "options e1000 x=1\n"
                    + "install scsi_hostadapter /sbin/modprobe aic7xxx; /bin/true\n"
                    + "alias eth-mine x\n"
            );
        plan = old.Plan(
            Room.Seed("vda"),
            more: request =>
                request with
                {
                    Hardware = s_virtio,
                    BootLoader = BootLoaderChoice.Parse("grub --with=jfs --omit-lvm-modules"),
                }
        );
        Assert.Equal(
            [
                "/sbin/mkinitrd -v -f --with=jfs --with=virtio_pci --with=virtio_blk --with=e1000 --omit-lvm-modules "
                    + "/boot/initrd-2.6.22.img 2.6.22",
            ],
            Calls(plan, "initramfs")
        );
        Assert.Equal(
            "options e1000 x=1\n"
                + "alias eth-mine x\n"
                + "# ka prepare: this machine's own, written anew by each run\n"
                + "alias eth0 e1000\n"
                + "alias scsi_hostadapter virtio_pci\n"
                + "alias scsi_hostadapter1 virtio_blk\n"
                + "# ka prepare: end\n",
            Rewritten(old, plan, "/etc/modprobe.conf")
        );
    }

    [Fact]
    public void GRUB_goes_to_every_disk_of_a_mirror_that_holds_boot()
    {
        using var room = new Room().Kernel().GrubForPc().File("/boot/grub/device.map", "(hd0) /dev/hda\n");
        var plan = room.Plan(Room.Mirror("vda", "vdb"));
        Assert.Equal(
            [
                "/usr/sbin/grub-install --target=i386-pc --recheck /dev/vda",
                "/usr/sbin/grub-install --target=i386-pc --recheck /dev/vdb",
                "/usr/sbin/grub-mkconfig -o /boot/grub/grub.cfg",
            ],
            Calls(plan, "boot loader")
        );
        Assert.Equal(
            "(hd0)\t/dev/vda\n(hd1)\t/dev/vdb\n",
            plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/boot/grub/device.map").Content
        );
    }

    [Fact]
    public void GRUB_by_UEFI_leaves_the_fallback_and_an_entry()
    {
        using var room = new Room()
            .Kernel()
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/usr/bin/efibootmgr")
            .File("/usr/lib/shim/mmx64.efi.signed")
            .File("/etc/os-release", "NAME=\"Debian\"\nID=debian\n");
        var plan = room.Plan(Room.Gpt("nvme0n1", Firmware.Uefi), more: request => request with { HasNvram = true });
        Assert.Empty(plan.Reasons);
        Assert.Equal(
            [
                "boot loader: /usr/sbin/grub-install --target=x86_64-efi --efi-directory=/boot/efi "
                    + "--bootloader-id=debian --no-nvram --recheck",
                "boot loader: /usr/sbin/grub-mkconfig -o /boot/grub/grub.cfg",
                "fallback: /boot/efi/EFI/debian/shimx64.efi or /boot/efi/EFI/debian/grubx64.efi to "
                    + "/boot/efi/EFI/BOOT/BOOTX64.EFI",
                "fallback: /boot/efi/EFI/debian/grubx64.efi to /boot/efi/EFI/BOOT/grubx64.efi",
                "fallback: /boot/efi/EFI/debian/mmx64.efi to /boot/efi/EFI/BOOT/mmx64.efi",
                "firmware: entry 'debian' for partition 1 of /dev/nvme0n1",
            ],
            plan.Steps.TakeLast(6).Select(step => step.Action)
        );
        Assert.Contains(
            "the firmware's variables cannot be written here: it will start EFI/BOOT",
            room.Plan(Room.Gpt("nvme0n1", Firmware.Uefi)).Notes
        );
    }

    [Fact]
    public void Signed_files_of_a_distribution_that_has_no_grub_install_for_them_stay()
    {
        using var room = new Room()
            .Kernel()
            .File("/boot/efi/EFI/fedora/grubx64.efi")
            .File("/boot/efi/EFI/fedora/shimx64.efi")
            .File("/boot/efi/EFI/fedora/grub.cfg", $"search --no-floppy --fs-uuid --set=dev {Room.Id(3, 'a')}\n")
            .File("/usr/sbin/grub2-mkconfig")
            .File("/usr/sbin/grub2-install")
            .File("/boot/grub2/grubenv", $"# GRUB Environment Block\nkernelopts=root=UUID={Room.Id(3, 'a')} ro\n####")
            .File("/usr/bin/grub2-editenv");
        var golden = Room.Gpt("sda", Firmware.Uefi);
        var fresh = Room.Gpt("vda", Firmware.Uefi);
        fresh = fresh with { FileSystems = [fresh.FileSystems[0], fresh.FileSystems[1] with { Uuid = Room.Id(3, 'b') }] };
        var plan = room.Plan(fresh, golden);
        Assert.Empty(plan.Reasons);
        Assert.Equal(
            [
                $"/usr/bin/grub2-editenv /boot/grub2/grubenv set 'kernelopts=root=UUID={Room.Id(3, 'b')} ro'",
                "/usr/sbin/grub2-mkconfig -o /boot/grub2/grub.cfg",
            ],
            Calls(plan, "boot loader")
        );
        Assert.Equal(
            $"search --no-floppy --fs-uuid --set=dev {Room.Id(3, 'b')}\n",
            Rewritten(room, plan, "/boot/efi/EFI/fedora/grub.cfg")
        );
        var old = new List<(string, string)>();
        plan.Steps.OfType<LookForOldNames>()
            .Single()
            .Names.Find($"x {Room.Id(3, 'a')} {Room.Id(3, 'b')}", (_, name, now) => old.Add((name, now)));
        Assert.Equal([(Room.Id(3, 'a'), Room.Id(3, 'b'))], old);
    }

    [Fact]
    public void Systemd_boot_extlinux_lilo_and_GRUB_legacy_are_installed_where_the_tree_has_them()
    {
        using var systemd = new Room()
            .Kernel()
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi")
            .File("/usr/bin/bootctl")
            .File("/boot/efi/loader/entries/a.conf", "title a\noptions root=/dev/sda3 ro\n");
        var plan = systemd.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi));
        Assert.Equal(["/usr/bin/bootctl --esp-path=/boot/efi --no-variables install"], Calls(plan, "boot loader"));
        Assert.Equal(
            $"title a\noptions root=UUID={Room.Id(3, 'a')} ro\n",
            Rewritten(systemd, plan, "/boot/efi/loader/entries/a.conf")
        );

        using var extlinux = new Room()
            .Kernel()
            .File("/boot/extlinux/extlinux.conf", "append root=/dev/sda1\n")
            .File("/usr/bin/extlinux")
            .File("/usr/lib/syslinux/mbr/mbr.bin");
        plan = extlinux.Plan(Room.Seed("vda"), Room.Seed("sda"));
        Assert.Equal(["/usr/bin/extlinux --install /boot/extlinux"], Calls(plan, "boot loader"));
        Assert.Contains(new WriteBootSector("vda", "/usr/lib/syslinux/mbr/mbr.bin"), plan.Steps);

        using var lilo = new Room().Kernel().File("/etc/lilo.conf", "boot=/dev/hda\nroot=/dev/hda1\n").File("/sbin/lilo");
        plan = lilo.Plan(Room.Seed("vda"), Room.Seed("hda"));
        Assert.Equal(["/sbin/lilo -v"], Calls(plan, "boot loader"));
        Assert.Equal("boot=/dev/vda\nroot=/dev/vda1\n", Rewritten(lilo, plan, "/etc/lilo.conf"));

        using var legacy = new Room()
            .Kernel()
            .File("/boot/grub/menu.lst", "kernel /vmlinuz root=/dev/hda1\n")
            .File("/sbin/grub")
            .File("/sbin/grub-install");
        plan = legacy.Plan(Room.Seed("vda"), Room.Seed("hda"));
        Assert.Equal(["/sbin/grub-install --no-floppy /dev/vda"], Calls(plan, "boot loader"));
        Assert.Equal(
            "(hd0)\t/dev/vda\n",
            plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/boot/grub/device.map").Content
        );
        // As the KA method calls it.
        plan = legacy.Plan(
            Room.Seed("vda"),
            Room.Seed("hda"),
            more: request => request with { BootLoader = BootLoaderChoice.Parse("grub") }
        );
        Assert.Equal(["/sbin/grub-install --no-floppy /dev/vda"], Calls(plan, "boot loader"));
    }

    [Fact]
    public void What_this_machine_needs_and_the_tree_has_not_is_a_reason()
    {
        using var room = new Room().Kernel().GrubForPc();
        Assert.Contains(
            "this machine boots by UEFI, and the tree has no boot loader for it",
            Assert.Single(room.Plan(Room.Gpt("vda", Firmware.Uefi)).Reasons),
            System.StringComparison.Ordinal
        );
        Assert.Contains(
            "has a GPT without a BIOS boot partition",
            Assert.Single(room.Plan(Room.Gpt("vda", Firmware.Bios, withBoot: false)).Reasons),
            System.StringComparison.Ordinal
        );
        Assert.Empty(room.Plan(Room.Gpt("vda", Firmware.Bios)).Reasons);
        Assert.Contains(
            "which Lilo cannot",
            Assert.Single(
                room.Plan(
                    Room.Gpt("vda", Firmware.Uefi),
                    more: request => request with { BootLoader = BootLoaderChoice.Parse("lilo") }
                ).Reasons
            ),
            System.StringComparison.Ordinal
        );

        room.File("/usr/lib/grub/x86_64-efi/moddep.lst");
        Assert.Contains(
            "no EFI system partition is mounted",
            Assert.Single(room.Plan(Room.Seed("vda", firmware: Firmware.Uefi)).Reasons),
            System.StringComparison.Ordinal
        );

        using var empty = new Room();
        Assert.Equal(2, empty.Plan(Room.Seed("vda")).Reasons.Count);
        Assert.Equal(
            ["there is no kernel in the tree's /boot with its modules in /lib/modules: it cannot boot by itself"],
            empty.Plan(Room.Seed("vda"), more: request => request with { BootLoader = BootLoaderChoice.Parse("none") }).Reasons
        );
        Assert.Throws<System.FormatException>(() => BootLoaderChoice.Parse("grubb"));
    }

    [Fact]
    public void Hooks_run_in_the_order_of_their_names_and_the_first_boot_has_a_unit_or_a_line()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/ka/hooks.d/post-copy.d/20-b")
            .File("/etc/ka/hooks.d/post-copy.d/10-a")
            .File("/etc/ka/hooks.d/post-copy.d/10-a.bak")
            .File("/etc/ka/hooks.d/pre-reboot.d/10-z")
            .File("/etc/ka/hooks.d/first-boot.d/10-f")
            .File("/lib/systemd/systemd")
            .File("/var/lib/ka/first-boot.done/10-f");
        Assert.Equal("hook /etc/ka/hooks.d/post-copy.d/10-a cannot be executed", room.Plan(Room.Seed("vda")).Reasons[0]);
        foreach (var hook in Directory.EnumerateFiles(room.Root + "/etc/ka", "*", SearchOption.AllDirectories))
            if (System.OperatingSystem.IsLinux())
                File.SetUnixFileMode(hook, File.GetUnixFileMode(hook) | UnixFileMode.UserExecute);
        var plan = room.Plan(Room.Seed("vda"), more: request => request with { HostName = "node7" });
        Assert.Empty(plan.Reasons);
        Assert.Equal("hooks: /etc/ka/hooks.d/post-copy.d/10-a.bak is not named NN-name, left out", plan.Notes[0]);
        Assert.Equal(["10-a", "20-b"], Assert.IsType<RunHooks>(plan.Steps[0]).Names);
        Assert.Contains("KA_HOST_NAME=node7", Assert.IsType<RunHooks>(plan.Steps[^1]).Environment);
        Assert.Contains(
            plan.Steps.OfType<MakeLink>(),
            link => link.Path == "/etc/systemd/system/multi-user.target.wants/ka-first-boot.service"
        );
        Assert.Contains(plan.Steps.OfType<RemoveFiles>(), remove => remove.Paths.Contains("/var/lib/ka/first-boot.done/10-f"));
        const string Line = "/bin/sh /usr/local/libexec/ka/run-first-boot";
        Assert.Equal($"#!/bin/sh\nx\n{Line}\nexit 0\n", FirstBootStart.WithRunner("#!/bin/sh\nx\nexit 0\n"));
        Assert.Equal($"#!/bin/sh\n{Line}\n", FirstBootStart.WithRunner(FirstBootStart.WithRunner("#!/bin/sh\n")));
    }

    [Fact]
    public void A_tree_that_lost_its_labels_is_labelled_at_its_first_boot()
    {
        using var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n")
            .File("/etc/passwd");
        Assert.Contains(room.Plan(Room.Seed("vda")).Steps.OfType<WriteFile>(), step => step.Path == "/.autorelabel");
        room.File("/etc/selinux/config", "SELINUX=disabled\n");
        Assert.DoesNotContain(room.Plan(Room.Seed("vda")).Steps.OfType<WriteFile>(), step => step.Path == "/.autorelabel");
    }

    private static IEnumerable<string> Calls(PreparePlan plan, string what) =>
        plan.Steps.OfType<RunInTree>().Where(step => step.What == what).Select(step => step.Call.ToString());

    private static string Rewritten(Room room, PreparePlan plan, string path) =>
        plan.Steps.OfType<RewriteFile>().Last(step => step.Path == path).Rewrite(room.Text(path));
}
