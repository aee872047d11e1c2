using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare.Families;

/// <summary>Every family and variant that has an expected plan and an expected report, by name.</summary>
internal static class Fixtures
{
    private static readonly Dictionary<string, (Func<Room> Make, Firmware Firmware)> s_trees = new()
    {
        ["debian-bios"] = (() => Trees.Debian(), Firmware.Bios),
        ["debian-uefi"] = (() => Trees.Debian(), Firmware.Uefi),
        ["ubuntu-uefi"] = (Trees.Ubuntu, Firmware.Uefi),
        ["el8-uefi"] = (Trees.El8, Firmware.Uefi),
        ["el9-uefi"] = (Trees.Rocky9, Firmware.Uefi),
        ["el9-bios"] = (Trees.Rocky9, Firmware.Bios),
        ["el10-uefi"] = (Trees.Alma10, Firmware.Uefi),
        ["fedora-uefi"] = (Trees.Fedora, Firmware.Uefi),
        ["leap15-uefi"] = (() => Trees.Leap(), Firmware.Uefi),
        ["leap15-bios"] = (() => Trees.Leap(), Firmware.Bios),
        ["sles15-uefi"] = (Trees.Sles, Firmware.Uefi),
        ["tumbleweed-systemd-boot"] = (() => Trees.Tumbleweed(), Firmware.Uefi),
        ["tumbleweed-grub2-bls"] = (() => Trees.Tumbleweed("opensuse"), Firmware.Uefi),
        ["arch-grub"] = (Trees.ArchGrub, Firmware.Uefi),
        ["arch-systemd-boot"] = (Trees.ArchSystemdBoot, Firmware.Uefi),
        ["arch-uki"] = (Trees.ArchUki, Firmware.Uefi),
        ["alpine-bios"] = (Trees.AlpineBios, Firmware.Bios),
        ["alpine-uefi"] = (Trees.AlpineUefi, Firmware.Uefi),
        ["void-bios"] = (Trees.Void, Firmware.Bios),
        ["gentoo-bios"] = (Trees.Gentoo, Firmware.Bios),
    };

    private static readonly (string Subvolume, string Place)[] s_fedora = [("root", "/"), ("home", "/home")];

    private static readonly (string Subvolume, string Place)[] s_suse =
    [
        ("@/.snapshots/1/snapshot", "/"),
        ("@/.snapshots", "/.snapshots"),
        ("@/var", "/var"),
        ("@/boot/grub2/x86_64-efi", "/boot/grub2/x86_64-efi"),
    ];

    /// <summary>Other divisions of disks, with other UUIDs on the machine (<c>--fresh-uuids</c>): everything that names a disk
    /// changes.</summary>
    private static readonly Dictionary<string, (Func<Room> Make, Func<string, char, Layout> Disks)> s_variants = new()
    {
        ["el8-volumes-fresh"] = (Variants.El8Volumes, (disk, mark) => Layouts.BootAndVolumes(disk, mark)),
        ["el9-volumes-fresh"] = (Variants.El9Volumes, (disk, mark) => Layouts.BootAndVolumes(disk, mark)),
        ["el10-uki-fresh"] = (Variants.El10Uki, Plain),
        ["fedora-btrfs-fresh"] = (Variants.FedoraBtrfs, (disk, mark) => Layouts.Btrfs(disk, mark, Firmware.Uefi, null, s_fedora)),
        ["leap15-snapshots-fresh"] = (Variants.LeapSnapshots, Suse),
        ["ubuntu-server"] = (Variants.UbuntuServer, (disk, _) => Plain(disk, 'a')),
        ["ubuntu-dracut"] = (Variants.UbuntuDracut, (disk, _) => Plain(disk, 'a')),
        ["tumbleweed-snapshots-fresh"] = (() => Variants.TumbleweedSnapshots(), Suse),
        ["tumbleweed-snapshots-grub2-bls"] = (() => Variants.TumbleweedSnapshots("opensuse"), (disk, _) => Suse(disk, 'a')),
        ["alpine-bios-fresh"] = (Variants.AlpineServer, (disk, mark) => Plain(disk, mark) with { Firmware = Firmware.Bios }),
        ["void-uefi"] = (Variants.VoidUefi, (disk, _) => Plain(disk, 'a')),
        ["gentoo-uefi"] = (Variants.GentooUefi, (disk, _) => Plain(disk, 'a')),
        ["microos"] = (Variants.MicroOs, Plain),
        ["silverblue"] = (Variants.Silverblue, Plain),
        ["nixos"] = (Variants.NixOs, Plain),
    };

    private static readonly NetworkCard s_card = new()
    {
        Name = "eth0",
        Mac = "52:54:00:00:00:07",
        Driver = "e1000",
        IsMain = true,
    };

    /// <summary>A virtual disk and a card, as sysfs names what drives them.</summary>
    private static readonly MachineHardware s_hardware = new()
    {
        Disks =
        [
            new HardwareDevice("vda", ["pci:v00001AF4d00001001sv00001AF4sd00000002bc01sc00i00", "virtio:d00000002v00001AF4"]),
        ],
        Nics = [new HardwareDevice("eth0", ["pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"])],
    };

    private static readonly Dictionary<string, BootOrigin> s_started = new()
    {
        ["el9-volumes-fresh"] = new() { Entry = "Rocky Linux", Path = "/EFI/rocky/shimx64.efi" },
        ["ubuntu-server"] = new()
        {
            Loader = "GRUB 2.12-1ubuntu7",
            Entry = "ubuntu",
            Path = "/EFI/ubuntu/shimx64.efi",
        },
        ["tumbleweed-snapshots-grub2-bls"] = new()
        {
            Loader = "GRUB 2.12",
            Entry = "openSUSE Boot Manager",
            Path = "/EFI/opensuse/shim.efi",
        },
        ["el10-uki-fresh"] = new() { Loader = "systemd-boot 257", Path = "/EFI/systemd/systemd-bootx64.efi" },
        ["alpine-bios-fresh"] = new() { Loader = "SYSLINUX" },
    };

    public static TheoryData<string> Names => new(s_trees.Keys.Concat(s_variants.Keys));

    private static Layout Plain(string disk, char mark)
    {
        var layout = Room.Gpt(disk, Firmware.Uefi);
        return layout with { FileSystems = [layout.FileSystems[0], layout.FileSystems[1] with { Uuid = Room.Id(3, mark) }] };
    }

    private static Layout Suse(string disk, char mark) =>
        Layouts.Btrfs(disk, mark, Firmware.Uefi, "@/.snapshots/1/snapshot", s_suse);

    public static Room Make(string name) => s_trees.TryGetValue(name, out var plain) ? plain.Make() : s_variants[name].Make();

    /// <summary>The plan for a machine with other disks.</summary>
    public static PreparePlan Plan(Room room, string name) =>
        s_variants.TryGetValue(name, out var variant)
            ? Plan(room, variant.Disks("vda", 'b') with { Cards = [s_card] }, Golden(name), s_hardware)
            : Plan(room, Room.Gpt("vda", s_trees[name].Firmware), Golden(name), new MachineHardware());

    /// <summary>The plan for the golden node's own disks, as <c>ka lint</c> makes it.</summary>
    public static PreparePlan OwnPlan(Room room, string name) =>
        room.Plan(Golden(name), Golden(name), request => request with { HasNvram = Golden(name).Firmware == Firmware.Uefi });

    /// <summary>The golden node's disks, with what started it.</summary>
    public static Layout Golden(string name) => Disks(name) with { StartedBy = s_started.GetValueOrDefault(name) };

    private static Layout Disks(string name) =>
        s_variants.TryGetValue(name, out var variant)
            ? variant.Disks("sda", 'a') with
            {
                Cards = [s_card with { Name = "enp1s0", Mac = "52:54:00:00:00:01" }],
            }
            : Room.Gpt("sda", s_trees[name].Firmware);

    private static PreparePlan Plan(Room room, Layout target, Layout golden, MachineHardware hardware) =>
        room.Plan(
            target,
            golden,
            request =>
                request with
                {
                    HasNvram = target.Firmware == Firmware.Uefi,
                    HostName = "node7",
                    MachineId = new string('b', 32),
                    Hardware = hardware,
                }
        );
}
