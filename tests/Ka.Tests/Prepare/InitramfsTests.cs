using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>When an initramfs is made, and when the golden node's is right.</summary>
public sealed class InitramfsTests
{
    private const string Dependencies =
        "kernel/drivers/virtio/virtio.ko:\n"
        + "kernel/drivers/virtio/virtio_pci.ko: kernel/drivers/virtio/virtio.ko\n"
        + "kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio.ko\n"
        + "kernel/drivers/nvme/host/nvme.ko: kernel/drivers/nvme/host/nvme-core.ko\n"
        + "kernel/drivers/nvme/host/nvme-core.ko:\n"
        + "kernel/drivers/net/ethernet/intel/e1000/e1000.ko:\n"
        + "kernel/drivers/net/ethernet/broadcom/cnic.ko: kernel/drivers/uio/uio.ko\n"
        + "kernel/drivers/scsi/bnx2i/bnx2i.ko: kernel/drivers/net/ethernet/broadcom/cnic.ko kernel/drivers/uio/uio.ko\n"
        + "kernel/drivers/uio/uio.ko:\n"
        + "kernel/fs/ext4/ext4.ko:\n";

    private static readonly MachineHardware s_virtio = new()
    {
        Disks =
        [
            new HardwareDevice(
                "vda",
                [
                    "pci:v00008086d00002918sv00000000sd00000000bc06sc04i00",
                    "pci:v00001AF4d00001042sv00001AF4sd00001100bc01sc00i00",
                    "virtio:d00000002v00001AF4",
                ]
            ),
        ],
        Nics = [new HardwareDevice("eth0", ["pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"])],
    };

    private static readonly MachineHardware s_nvme = new()
    {
        Disks = [new HardwareDevice("nvme0n1", ["pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02"])],
    };

    [Fact]
    public void An_initramfs_with_all_drivers_and_nothing_that_changes_stays()
    {
        using var room = Debian(Initramfs.Virtio(("conf/conf.d/resume", $"RESUME=UUID={Room.Id(5, 'a')}\n")));
        var plan = Plan(room, s_virtio);
        Assert.Empty(Made(plan));
        Assert.DoesNotContain(plan.Steps, step => step.Action.Contains("/etc/initramfs-tools/modules", StringComparison.Ordinal));
        Assert.Contains("the initramfs of 6.1.0 stays: it has this machine's drivers, and nothing in it changes", plan.Notes);
    }

    [Fact]
    public void A_driver_that_is_missing_is_named_and_the_initramfs_is_made()
    {
        using var room = Debian(Initramfs.Virtio());
        var plan = Plan(room, s_nvme);
        Assert.Equal(["/usr/sbin/update-initramfs -u -k 6.1.0"], Made(plan));
        Assert.Contains("the initramfs of 6.1.0 is made: it lacks nvme, nvme_core", plan.Notes);
        room.File(
                "/lib/modules/6.1.0/modules.builtin",
                "kernel/drivers/nvme/host/nvme.ko\nkernel/drivers/nvme/host/nvme-core.ko\n"
            )
            .File("/lib/modules/6.1.0/modules.alias", "alias virtio:d00000002v* virtio_blk\n");
        Assert.Empty(Made(Plan(room, s_nvme)));
    }

    [Theory]
    [InlineData("conf/conf.d/resume", "RESUME=/dev/sda5\n", "has sda5")]
    [InlineData(
        "etc/cmdline.d/20-root.conf",
        "root=UUID=1e0e3a45-8f0b-4c1f-9d3c-00000000001b\n",
        "1e0e3a45-8f0b-4c1f-9d3c-00000000001b"
    )]
    [InlineData(
        "var/lib/dracut/hooks/initqueue/finished/devexists-\\x2fdev\\x2fdisk\\x2fby-uuid\\x2f"
            + "1e0e3a45-8f0b-4c1f-9d3c-00000000001b.sh",
        "x",
        "is named after"
    )]
    [InlineData("etc/crypttab", "x", "/etc/crypttab, which changes")]
    [InlineData("etc/fstab", "x", "/etc/fstab, which changes")]
    [InlineData("usr/lib/modules/6.1.0/kernel/drivers/net/ethernet/intel/e1000/e1000e.ko", "", "it lacks e1000")]
    public void What_belongs_to_the_golden_node_is_found_inside(string path, string text, string reason)
    {
        using var room = Debian(Initramfs.Virtio((path, text)))
            .File("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n")
            .File("/etc/crypttab", "swap /dev/sda5 /dev/urandom swap\n");
        if (path != "etc/crypttab")
            room.File("/etc/crypttab", "# none\n");
        // Its file systems had other UUIDs.
        var plan = Plan(room, s_virtio, Room.Seed("sda", 'b'));
        Assert.Single(Made(plan));
        Assert.Contains(
            reason,
            Assert.Single(plan.Notes, note => note.Contains("is made", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_programs_read_that_make_it_counts_too()
    {
        using var room = Debian(Initramfs.Virtio()).File("/etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda5\n");
        Assert.Single(Made(Plan(room, s_virtio)));
        using var hooks = Debian(Initramfs.Virtio()).File("/etc/ka/hooks.d/post-copy.d/10-a", "#!/bin/sh\n");
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(hooks.Root + "/etc/ka/hooks.d/post-copy.d/10-a", (UnixFileMode)0x1ed);
        Assert.Contains("the initramfs of 6.1.0 is made: a hook runs before", Plan(hooks, s_virtio).Notes);
        using var unknown = Debian(Initramfs.Virtio());
        Assert.Single(Made(unknown.Plan(Room.Seed("vda"), more: request => request with { Hardware = s_virtio })));
        using var other = Debian(Initramfs.Virtio());
        Assert.Single(Made(Plan(other, s_virtio, Room.Mirror("sda", "sdb"))));
        using var damaged = Debian(Initramfs.Virtio()[..600]);
        Assert.Contains(
            Plan(damaged, s_virtio).Notes,
            note => note.Contains("the old one cannot be checked: ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Cards_that_get_names_of_their_own_need_it_only_where_udev_names_them_once()
    {
        var image = Initramfs.Virtio(("usr/lib/modules/6.1.0/kernel/drivers/net/ethernet/intel/e1000/e1000.ko", ""));
        using var room = Debian(image).File("/etc/udev/rules.d/70-persistent-net.rules", "x");
        Assert.Single(Made(Plan(room, s_virtio)));
        room.File("/usr/lib/systemd/libsystemd-shared-252.so");
        Assert.Empty(Made(Plan(room, s_virtio)));
        File.Move(
            room.Root + "/usr/lib/systemd/libsystemd-shared-252.so",
            room.Root + "/usr/lib/systemd/libsystemd-shared-239.so"
        );
        Assert.Single(Made(Plan(room, s_virtio)));
    }

    [Fact] // Seen with initramfs-tools of Debian 11 to 13, and with dracut of Debian sid.
    public void An_empty_file_in_the_place_of_the_roots_does_not_change_with_it()
    {
        using var room = Debian(Initramfs.Virtio(("etc/fstab", ""), ("etc/machine-id", "")))
            .File("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n");
        Assert.Empty(Made(Plan(room, s_virtio)));
    }

    [Fact] // Seen with dracut of Debian sid, which has every driver of disks and no network.
    public void A_card_that_a_driver_of_disks_needs_is_no_network()
    {
        const string Kernel = "usr/lib/modules/6.1.0/kernel/";
        (string, string)[] offload =
        [
            (Kernel + "drivers/net/ethernet", ""),
            (Kernel + "drivers/net/ethernet/broadcom", ""),
            (Kernel + "drivers/net/ethernet/broadcom/cnic.ko.xz", ""),
            (Kernel + "drivers/scsi/bnx2i/bnx2i.ko.xz", ""),
            (Kernel + "drivers/uio/uio.ko.xz", ""),
        ];
        using var room = Debian(Initramfs.Virtio(offload));
        Assert.Empty(Made(Plan(room, s_virtio)));
        // The same card for its own sake.
        using var network = Debian(Initramfs.Virtio(offload[..3]));
        Assert.Single(Made(Plan(network, s_virtio)));
    }

    [Fact]
    public void Kernels_that_do_not_boot_by_default_keep_theirs_when_only_little_changes()
    {
        using var room = Debian(Initramfs.Virtio(("etc/machine-id", "x")))
            .Kernel("6.10.0")
            .Kernel("6.9.0")
            .File("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
            .File("/etc/default/grub", "GRUB_DEFAULT=0\n");
        foreach (var version in new[] { "6.9.0", "6.10.0" })
        {
            room.File($"/lib/modules/{version}/modules.dep", Dependencies);
            File.WriteAllBytes(
                $"{room.Root}/boot/initrd.img-{version}",
                Initramfs.Archive([
                    .. new[] { "virtio", "virtio_pci", "virtio_blk", "ext4" }.Select(name =>
                        ($"lib/modules/{version}/{name}.ko", "")
                    ),
                    ("etc/machine-id", "x"),
                ])
            );
        }
        Assert.Equal(["/usr/sbin/update-initramfs -u -k 6.10.0"], Made(Plan(room, s_virtio)));
        // What GRUB and systemd-boot sort in ways of their own.
        room.Kernel("6.10.0-rc1").File("/lib/modules/6.10.0-rc1/modules.dep", Dependencies);
        Assert.Contains("/usr/sbin/update-initramfs -u -k 6.9.0", Made(Plan(room, s_virtio)));
        Directory.Delete(room.Root + "/lib/modules/6.10.0-rc1", recursive: true);
        room.File("/etc/default/grub", "GRUB_DEFAULT=\"1>2\"\n");
        Assert.Equal(3, Made(Plan(room, s_virtio)).Count());
    }

    [Fact]
    public void Dracut_makes_it_for_this_machine_alone_where_a_generic_one_has_no_room()
    {
        using var room = new Room()
            .GrubForPc()
            .File("/boot/vmlinuz-6.1.0")
            .File("/lib/modules/6.1.0/modules.dep", Dependencies)
            .File("/lib/modules/6.1.0/modules.alias", Room.Aliases + "\nalias fs-ext4 ext4\nalias fs-ext3 ext4\n")
            .File("/usr/bin/dracut");
        File.WriteAllBytes(room.Root + "/boot/initramfs-6.1.0.img", Initramfs.Archive(("a", "")));
        Assert.Equal(["/usr/bin/dracut --force --no-hostonly /boot/initramfs-6.1.0.img 6.1.0"], Made(Plan(room, s_nvme)));
        // A rescue kernel's initramfs tells what a generic one takes: more than any disk of a test has.
        using (var rescue = File.Create(room.Root + "/boot/initramfs-0-rescue-0123456789abcdef0123456789abcdef.img"))
            rescue.SetLength(1L << 43);
        var plan = Plan(room, s_nvme);
        Assert.Equal(["/usr/bin/dracut --force --hostonly /boot/initramfs-6.1.0.img 6.1.0"], Made(plan));
        Assert.Contains(
            "add_drivers+=\" nvme ext4 \"\n",
            plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/dracut.conf.d/90-ka.conf").Content,
            StringComparison.Ordinal
        );
        Assert.Contains(plan.Notes, note => note.Contains("/boot has ", StringComparison.Ordinal));
    }

    [Fact]
    public void Alpines_has_a_feature_with_this_machines_drivers()
    {
        using var room = new Room()
            .GrubForPc()
            .File("/etc/os-release", "ID=alpine\n")
            .File("/boot/vmlinuz-lts")
            .File("/boot/initramfs-lts")
            .File("/lib/modules/6.6.31-0-lts/modules.dep", Dependencies)
            .File("/lib/modules/6.6.31-0-lts/modules.alias", Room.Aliases)
            .File("/sbin/mkinitfs")
            .File("/etc/mkinitfs/mkinitfs.conf", "features=\"ata base ext4\"\n")
            .File("/etc/update-extlinux.conf", "modules=sd-mod,usb-storage,ext4\ndefault_kernel_opts=\"quiet\"\n")
            .File("/etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=\"modules=sd-mod,ext4 quiet\"\n");
        var plan = Plan(room, s_nvme);
        Assert.DoesNotContain(plan.Reasons, reason => reason.Contains("kernel", StringComparison.Ordinal));
        Assert.Equal(["/sbin/mkinitfs 6.6.31-0-lts"], Made(plan));
        Assert.Equal("features=\"ata base ext4 ka\"\n", Rewritten(room, plan, "/etc/mkinitfs/mkinitfs.conf"));
        Assert.Contains(
            "\nkernel/drivers/nvme/host/nvme-core.ko*\nkernel/drivers/nvme/host/nvme.ko*\n",
            plan.Steps.OfType<WriteFile>().Single(step => step.Path == "/etc/mkinitfs/features.d/ka.modules").Content,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "modules=sd-mod,usb-storage,ext4,nvme\ndefault_kernel_opts=\"quiet\"\n",
            Rewritten(room, plan, "/etc/update-extlinux.conf")
        );
        Assert.Equal(
            "GRUB_CMDLINE_LINUX_DEFAULT=\"modules=sd-mod,ext4,nvme quiet\"\n",
            Rewritten(room, plan, "/etc/default/grub")
        );
    }

    [Fact]
    public void Unified_images_are_made_by_the_trees_tool_or_named()
    {
        using var room = Debian(Initramfs.Virtio())
            .File("/lib/modules/6.1.0/vmlinuz")
            .File("/usr/bin/kernel-install")
            .File("/etc/kernel/install.conf", "layout=uki\n")
            .File("/boot/efi/EFI/Linux/debian-6.1.0.efi");
        Assert.Contains(
            "unified kernel image: /usr/bin/kernel-install add 6.1.0 /lib/modules/6.1.0/vmlinuz",
            Plan(room, s_virtio).Steps.Select(step => step.Action)
        );
        room.File("/etc/kernel/install.conf", "layout=bls\n");
        Assert.Contains(
            Plan(room, s_virtio).Notes,
            note => note.StartsWith("/boot/efi/EFI/Linux/debian-6.1.0.efi has the golden", StringComparison.Ordinal)
        );
        using var arch = new Room()
            .GrubForPc()
            .File("/lib/modules/6.1.0/modules.dep", Dependencies)
            .File("/lib/modules/6.1.0/modules.alias", Room.Aliases)
            .File("/lib/modules/6.1.0/vmlinuz")
            .File("/usr/bin/mkinitcpio")
            .File("/etc/mkinitcpio.d/linux.preset", "default_uki=\"/boot/efi/EFI/Linux/arch-linux.efi\"\n")
            .File("/boot/efi/EFI/Linux/arch-linux.efi");
        var plan = Plan(arch, s_virtio);
        Assert.Equal(["/usr/bin/mkinitcpio -P"], Made(plan));
        Assert.DoesNotContain(plan.Notes, note => note.Contains("arch-linux.efi", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("6.10.0", "6.9.0", 1)]
    [InlineData("6.1.0-30-amd64", "6.1.0-4-amd64", 1)]
    [InlineData("5.14.0-427.el9", "5.14.0-427.13.1.el9", -1)]
    [InlineData("6.1.0", "6.1.0", 0)]
    public void Versions_are_compared_by_their_numbers(string one, string two, int expected) =>
        Assert.Equal(expected, Math.Sign(DefaultKernel.Compare(one, two)));

    private static Room Debian(byte[] image)
    {
        var room = new Room()
            .Kernel()
            .GrubForPc()
            .File("/lib/modules/6.1.0/modules.dep", Dependencies)
            .File("/lib/modules/6.1.0/modules.alias", Room.Aliases + "\nalias fs-ext4 ext4\nalias fs-ext3 ext4\n");
        File.WriteAllBytes(room.Root + "/boot/initrd.img-6.1.0", Initramfs.Zstandard(image));
        return room;
    }

    private static PreparePlan Plan(Room room, MachineHardware hardware, Layout? golden = null) =>
        room.Plan(Room.Seed("vda"), golden ?? Room.Seed("sda"), request => request with { Hardware = hardware });

    private static IEnumerable<string> Made(PreparePlan plan) =>
        plan.Steps.OfType<RunInTree>().Where(step => step.What == "initramfs").Select(step => step.Call.ToString());

    private static string Rewritten(Room room, PreparePlan plan, string path) =>
        plan
            .Steps.OfType<RewriteFile>()
            .Where(step => step.Path == path)
            .Aggregate(room.Text(path), (text, step) => step.Rewrite(text));
}
