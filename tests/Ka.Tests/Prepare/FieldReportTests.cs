using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Inputs of field reports on preparation, under their numbers (docs/testing.md): addresses and names of network cards,
/// and boot loaders that are left over.</summary>
public sealed class FieldReportTests
{
    private const string GoldenMac = "52:54:00:aa:00:01",
        Mac = "52:54:00:bb:00:02",
        Set = "02:00:00:00:00:01";

    private static readonly NetworkCard s_golden = new()
    {
        Name = "enp3s0",
        Mac = GoldenMac,
        Driver = "e1000e",
        IsMain = true,
    };

    private static readonly NetworkCard s_here = new()
    {
        Name = "eno1",
        Mac = Mac,
        Driver = "igb",
        IsMain = true,
    };

    [Theory]
    [InlineData(
        "/etc/netplan/50-cloud-init.yaml",
        $"network:\n  ethernets:\n    lan0:\n      match:\n        macaddress: {GoldenMac}\n      set-name: lan0\n"
    )]
    [InlineData("/etc/systemd/network/10-lan.link", $"[Match]\nMACAddress={GoldenMac}\n[Link]\nName=lan0\n")]
    [InlineData("/etc/NetworkManager/system-connections/lan.nmconnection", $"[ethernet]\ncloned-mac-address={Set}\n")]
    [InlineData("/etc/NetworkManager/system-connections/lan.nmconnection", $"[ethernet]\nmac-address = {GoldenMac}\n")]
    [InlineData("/etc/sysconfig/network-scripts/ifcfg-enp3s0", $"DEVICE=enp3s0\nMACADDR={Set}\n")]
    [InlineData("/etc/sysconfig/network-scripts/ifcfg-enp3s0", $"DEVICE=enp3s0\n  HWADDR={GoldenMac}\n")]
    [InlineData("/etc/sysconfig/network/ifcfg-enp3s0", $"STARTMODE='auto'\nLLADDR='{Set}'\n")]
    [InlineData("/etc/network/interfaces", $"iface enp3s0 inet dhcp\n  hwaddress ether {Set}\n")]
    [InlineData("/etc/network/interfaces", $"iface enp3s0 inet dhcp\n  up ip link set dev enp3s0 address {GoldenMac}\n")]
    public void Report_9_no_address_of_a_golden_card_is_a_condition_or_is_set(string path, string golden)
    {
        using var room = Tree().File(path, golden);

        room.Apply(Plan(room));

        var after = System.IO.File.Exists(room.Root + path) ? room.Text(path) : "";
        Assert.DoesNotContain(GoldenMac, after, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Set, after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/dracut.conf.d/net.conf", $"kernel_cmdline=\"ifname=lan:{GoldenMac} rd.neednet=1\"\n")]
    [InlineData(
        "/etc/cloud/cloud.cfg.d/90-lan.cfg",
        $"network: {{ethernets: {{lan: {{match: {{macaddress: '{GoldenMac}'}}}}}}}}\n"
    )]
    [InlineData("/etc/udev/rules.d/60-lan.rules", $"SUBSYSTEM==\"net\", ATTR{{address}}==\"{GoldenMac}\", RUN+=\"/bin/tune\"\n")]
    public void Report_9_kind_an_address_in_a_file_of_no_network_program(string path, string golden)
    {
        using var room = Tree().File(path, golden);

        room.Apply(Plan(room));

        Assert.DoesNotContain(GoldenMac, room.Text(path), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/etc/network/interfaces", "auto enp3s0\niface enp3s0 inet dhcp\n")]
    [InlineData("/etc/netplan/01-lan.yaml", "network:\n  ethernets:\n    enp3s0: {dhcp4: true}\n")]
    [InlineData("/etc/NetworkManager/system-connections/lan.nmconnection", "[connection]\ninterface-name=enp3s0\n")]
    public void Report_10_a_name_of_the_golden_hardware_is_given_to_the_card_of_this_machine(string path, string golden)
    {
        using var room = Tree().File(path, golden);

        room.Apply(Plan(room));

        Assert.Equal(golden, room.Text(path));
        Assert.EndsWith(
            $"[Match]\nMACAddress={Mac}\n\n[Link]\nName=enp3s0\n",
            room.Text("/etc/systemd/network/10-ka-enp3s0.link"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"ip=enp3s0:dhcp\"\n")]
    [InlineData("/etc/dhcp/dhcpd.conf", "interface enp3s0;\n")]
    [InlineData("/etc/nftables.conf", "table inet f { chain i { type filter hook input priority 0; iifname enp3s0 accept; } }\n")]
    public void Report_10_kind_a_name_that_other_programs_than_those_of_the_network_have(string path, string golden)
    {
        using var room = Tree().File(path, golden);

        var plan = Plan(room);
        room.Apply(plan);

        Assert.Contains("enp3s0", room.Text(path), StringComparison.Ordinal);
        Assert.Contains("\nName=enp3s0\n", room.Text("/etc/systemd/network/10-ka-enp3s0.link"), StringComparison.Ordinal);
        // What the initramfs does with the network, it does under that name.
        var steps = plan.Steps.ToList();
        Assert.InRange(
            steps.FindIndex(step => step is WriteFile { Path: "/etc/systemd/network/10-ka-enp3s0.link" }),
            0,
            steps.FindIndex(step => step is RunInTree { What: "initramfs" })
        );
    }

    [Fact]
    public void Report_11_a_systemd_boot_that_is_left_over_is_not_installed_beside_GRUB()
    {
        using var room = GrubByUefi()
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", "old")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "grub")
            .File("/boot/efi/EFI/debian/grubx64.efi", "grub")
            .File("/boot/efi/loader/entries/old.conf", "title old\n")
            .File("/usr/bin/bootctl");

        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi));

        Assert.Empty(plan.Reasons);
        Assert.Contains(Loaders(plan), call => call.StartsWith("/usr/sbin/grub-install ", StringComparison.Ordinal));
        Assert.DoesNotContain(Loaders(plan), call => call.Contains("bootctl", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_11_kind_a_GRUB_that_is_left_over_beside_systemd_boot()
    {
        using var room = GrubByUefi()
            .File("/boot/efi/EFI/systemd/systemd-bootx64.efi", "systemd")
            .File("/boot/efi/EFI/BOOT/BOOTX64.EFI", "systemd")
            .File("/boot/efi/EFI/debian/grubx64.efi", "grub")
            .File("/boot/efi/loader/entries/a.conf", "title a\n")
            .File("/usr/bin/bootctl");

        var plan = room.Plan(Room.Gpt("vda", Firmware.Uefi), Room.Gpt("sda", Firmware.Uefi));

        Assert.Contains(Loaders(plan), call => call.StartsWith("/usr/bin/bootctl ", StringComparison.Ordinal));
        Assert.DoesNotContain(Loaders(plan), call => call.Contains("grub-install", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/etc/lilo.conf", "/sbin/lilo")]
    [InlineData("/boot/grub/menu.lst", "/sbin/grub")]
    [InlineData("/boot/extlinux/extlinux.conf", "/usr/bin/extlinux")]
    public void Report_11_kind_an_older_loader_that_is_left_over_beside_GRUB_for_PC(string configuration, string program)
    {
        using var room = new Room().Kernel().GrubForPc().File(configuration).File(program);

        var plan = room.Plan(Room.Seed("vda"), Room.Seed("sda"));

        Assert.Equal(
            ["/usr/sbin/grub-install --target=i386-pc --recheck /dev/vda", "/usr/sbin/grub-mkconfig -o /boot/grub/grub.cfg"],
            Loaders(plan)
        );
    }

    private static Room Tree() => new Room().Kernel().GrubForPc().File("/lib/systemd/systemd");

    private static Room GrubByUefi() =>
        new Room()
            .Kernel()
            .File("/usr/lib/grub/x86_64-efi/moddep.lst")
            .File("/usr/sbin/grub-install")
            .File("/usr/sbin/grub-mkconfig")
            .File("/boot/grub/grub.cfg")
            .File("/etc/os-release", "ID=debian\n");

    private static PreparePlan Plan(Room room) =>
        room.Plan(Room.Seed("vda") with { Cards = [s_here] }, Room.Seed("vda") with { Cards = [s_golden] });

    private static IEnumerable<string> Loaders(PreparePlan plan) =>
        plan.Steps.OfType<RunInTree>().Where(step => step.What == "boot loader").Select(step => step.Call.ToString());
}
