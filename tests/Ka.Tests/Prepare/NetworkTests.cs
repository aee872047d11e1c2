using System;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Names and addresses of network cards, in the files of every program that sets up a network.</summary>
public sealed class NetworkTests
{
    private const string Links = "/etc/systemd/network/";

    private static readonly NetworkCard[] s_golden =
    [
        Card("eno1", "52:54:00:aa:00:01", isMain: true),
        Card("enp3s0", "52:54:00:aa:00:02"),
    ];

    private static readonly NetworkCard[] s_here =
    [
        Card("eth0", "52:54:00:bb:00:01"),
        Card("eth1", "52:54:00:bb:00:02", isMain: true),
    ];

    [Fact]
    public void The_golden_names_are_pinned_to_the_cards_that_take_their_place()
    {
        using var room = Systemd();
        var plan = Apply(room);
        Assert.Equal(
            "# Written by ka prepare: the golden node's card eno1.\n[Match]\nMACAddress=52:54:00:bb:00:02\n\n[Link]\nName=eno1\n",
            room.Text(Links + "10-ka-eno1.link")
        );
        Assert.EndsWith(
            "MACAddress=52:54:00:bb:00:01\n\n[Link]\nName=enp3s0\n",
            room.Text(Links + "10-ka-enp3s0.link"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lan: eth1 52:54:00:bb:00:02 <- golden eno1: write /etc/systemd/network/10-ka-eno1.link",
            plan.Steps.Select(step => step.Action)
        );
        // Before the initramfs is made, which has it, too.
        var steps = plan.Steps.ToList();
        Assert.True(
            steps.FindIndex(step => step is WriteFile { Path: Links + "10-ka-eno1.link" })
                < steps.FindIndex(step => step is RunInTree { What: "initramfs" })
        );
    }

    [Fact]
    public void A_card_too_many_has_a_name_that_no_other_can_have_and_a_card_too_few_is_named()
    {
        using var room = Systemd();
        Apply(room, golden: [s_golden[0]]);
        Assert.Contains(
            "MACAddress=52:54:00:bb:00:01\n\n[Link]\nNamePolicy=mac\n",
            room.Text(Links + "10-ka-525400bb0001.link"),
            StringComparison.Ordinal
        );
        var plan = Apply(room, here: [s_here[1]]);
        Assert.Contains("enp3s0 of the golden node has no card here", plan.Notes);
        // Those of an earlier machine are gone.
        Assert.Equal(["10-ka-eno1.link"], Directory.GetFiles(room.Root + Links, "*.link").Select(Path.GetFileName));
    }

    [Fact]
    public void Cards_are_paired_by_driver_and_speed_before_their_order()
    {
        using var room = Systemd();
        Apply(
            room,
            golden: [s_golden[0], Card("fast", "52:54:00:aa:00:03", driver: "mlx5_core"), s_golden[1]],
            here: [s_here[1], s_here[0], Card("eth2", "52:54:00:bb:00:03", driver: "mlx5_core")]
        );
        Assert.Contains("MACAddress=52:54:00:bb:00:03", room.Text(Links + "10-ka-fast.link"), StringComparison.Ordinal);
        Assert.Contains("MACAddress=52:54:00:bb:00:01", room.Text(Links + "10-ka-enp3s0.link"), StringComparison.Ordinal);
    }

    [Fact]
    public void Dracut_puts_the_link_files_into_its_initramfs()
    {
        using var room = Systemd().File("/usr/bin/dracut");
        Apply(room);
        Assert.Contains(
            $"\ninstall_items+=\" {Links}10-ka-eno1.link {Links}10-ka-enp3s0.link \"\n",
            room.Text("/etc/dracut.conf.d/91-ka-network.conf"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_systemd_the_names_are_in_rules_or_in_mactab()
    {
        using var eudev = Machine().File("/sbin/udevd");
        Apply(eudev);
        Assert.Contains(
            "ATTR{address}==\"52:54:00:bb:00:02\", \\\n  NAME=\"eno1\"\n",
            eudev.Text("/etc/udev/rules.d/70-ka-net.rules"),
            StringComparison.Ordinal
        );
        using var mdev = Machine().File("/sbin/nameif");
        Apply(mdev);
        Assert.Equal("eno1 52:54:00:bb:00:02\nenp3s0 52:54:00:bb:00:01\n", mdev.Text("/etc/mactab"));
    }

    [Fact]
    public void A_golden_link_file_goes_and_what_else_it_sets_stays()
    {
        using var room = Systemd()
            .File(
                Links + "71-net-ifnames-prefix-lan0.link",
                "[Match]\nMACAddress=52:54:00:AA:00:01\n[Link]\nName=eno1\nMTUBytes=9000\nWakeOnLan=magic\n"
            );
        Apply(room);
        Assert.False(File.Exists(room.Root + Links + "71-net-ifnames-prefix-lan0.link"));
        Assert.EndsWith(
            "[Link]\nName=eno1\nMTUBytes=9000\nWakeOnLan=magic\n",
            room.Text(Links + "10-ka-eno1.link"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_kernels_names_are_no_good_for_several_cards()
    {
        using var room = Systemd();
        Assert.Contains(
            Apply(room, golden: [Card("eth0", "52:54:00:aa:00:01", isMain: true), s_golden[1]]).Notes,
            note => note.StartsWith("eth0 and its like are the kernel's own names", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Apply(room, golden: [Card("eth0", "52:54:00:aa:00:01", isMain: true)], here: [s_here[1]]).Notes,
            note => note.StartsWith("eth0", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(
        "network:\n  ethernets:\n    nic0:\n      match:\n        macaddress: 52:54:00:aa:00:01 # it\n"
            + "      set-name: eno1\n      dhcp4: true\n",
        "network:\n  ethernets:\n    nic0:\n      match:\n        name: \"eno1\"\n      set-name: eno1\n      dhcp4: true\n"
    )]
    [InlineData(
        "network:\n  ethernets:\n    a:\n      match:\n        name: eno*\n        macaddress: '52:54:00:AA:00:01'\n",
        "network:\n  ethernets:\n    a:\n      match:\n        name: eno*\n"
    )]
    [InlineData(
        "network:\n  ethernets:\n    eno1: {match: {macaddress: \"52:54:00:aa:00:01\"}, set-name: eno1, dhcp4: true}\n",
        "network:\n  ethernets:\n    eno1: {match: {name: \"eno1\"}, set-name: eno1, dhcp4: true}\n"
    )]
    [InlineData(
        "network:\n  bonds:\n    bond0:\n      macaddress: 02:00:00:00:00:07\n      interfaces: [eno1]\n",
        "network:\n  bonds:\n    bond0:\n      interfaces: [eno1]\n"
    )]
    [InlineData(
        "network:\n  bridges:\n    br0:\n      macaddress: 02:00:00:00:00:07\n"
            + "    br1: {macaddress: 52-54-00-aa-00-01, dhcp4: true}\n",
        "network:\n  bridges:\n    br0: {}\n    br1: {dhcp4: true}\n"
    )]
    [InlineData(
        "network:\n  ethernets:\n    eno1:\n      macaddress: permanent\n      match: {macaddress: \"00:11:22:33:44:55\"}\n",
        "network:\n  ethernets:\n    eno1:\n      macaddress: permanent\n      match: {macaddress: \"00:11:22:33:44:55\"}\n"
    )]
    public void Netplan_matches_by_name_and_sets_no_address(string golden, string expected)
    {
        using var room = Systemd().File("/etc/netplan/50-cloud-init.yaml", golden);
        Apply(room);
        Assert.Equal(expected, room.Text("/etc/netplan/50-cloud-init.yaml"));
    }

    [Fact]
    public void Cloud_init_does_not_bring_the_address_back()
    {
        using var room = Systemd()
            .File(
                "/etc/cloud/cloud.cfg.d/90-installer-network.cfg",
                "network:\n  ethernets:\n    eno1:\n      match:\n        macaddress: 52:54:00:aa:00:01\n"
                    + "      set-name: eno1\n  version: 2\n"
            )
            .File(
                "/etc/cloud/cloud.cfg.d/50-old.cfg",
                "network:\n  version: 1\n  config:\n  - mac_address: 52:54:00:aa:00:01\n    type: physical\n    name: eno1\n"
                    + "  - type: physical\n    name: enp3s0\n    mac_address: '52:54:00:aa:00:02'\n"
            );
        Apply(room);
        Assert.Contains(
            "        name: \"eno1\"\n",
            room.Text("/etc/cloud/cloud.cfg.d/90-installer-network.cfg"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "network:\n  version: 1\n  config:\n  - type: physical\n    name: eno1\n  - type: physical\n    name: enp3s0\n",
            room.Text("/etc/cloud/cloud.cfg.d/50-old.cfg")
        );
    }

    [Fact]
    public void A_clone_is_a_new_instance_that_leaves_network_and_keys_alone()
    {
        using var room = Systemd()
            .File("/usr/bin/cloud-init")
            .File("/etc/cloud/cloud.cfg")
            .File("/var/lib/cloud/data/instance-id", "i-1");
        Apply(room);
        Assert.Equal("instance-id: ka-525400bb0002\n", room.Text("/var/lib/cloud/seed/nocloud/meta-data"));
        Assert.Equal("#cloud-config\nusers: []\n", room.Text("/var/lib/cloud/seed/nocloud/user-data"));
        Assert.Contains(
            "\nnetwork: {config: disabled}\n",
            room.Text("/etc/cloud/cloud.cfg.d/99-ka.cfg"),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(room.Root + "/var/lib/cloud/data/instance-id"));

        using var off = Systemd().File("/usr/bin/cloud-init").File("/etc/cloud/cloud-init.disabled");
        Apply(off);
        Assert.False(Directory.Exists(off.Root + "/var/lib/cloud"));
    }

    [Theory]
    [InlineData(
        "/etc/NetworkManager/system-connections/lan.nmconnection",
        "[connection]\nid=lan\n[ethernet]\nmac-address=52:54:00:AA:00:01\n"
            + "cloned-mac-address=02:00:00:00:00:01\n[match]\npath=pci-0000:03:00.0;\n",
        "[connection]\ninterface-name=eno1\nid=lan\n[ethernet]\n[match]\n"
    )]
    [InlineData(
        "/etc/NetworkManager/system-connections/br.nmconnection",
        "[connection]\nid=br\ninterface-name=br0\n[bridge]\nmac-address=02:00:00:00:00:01\n[wifi]\ncloned-mac-address=stable\n",
        "[connection]\nid=br\ninterface-name=br0\n[bridge]\n[wifi]\ncloned-mac-address=stable\n"
    )]
    [InlineData(
        "/etc/NetworkManager/conf.d/10.conf",
        "[main]\nno-auto-default=52:54:00:aa:00:01\n[keyfile]\nunmanaged-devices=mac:52:54:00:aa:00:02;mac:00:11:22:33:44:55\n",
        "[main]\nno-auto-default=interface-name:eno1\n[keyfile]\nunmanaged-devices=interface-name:enp3s0;mac:00:11:22:33:44:55\n"
    )]
    [InlineData(
        Links + "20-lan.network",
        "[Match]\nPermanentMACAddress=52:54:00:aa:00:01 52:54:00:aa:00:02\n[Link]\nMACAddress=02:00:00:00:00:01\nMTUBytes=9000\n",
        "[Match]\nName=eno1 enp3s0\n[Link]\nMTUBytes=9000\n"
    )]
    [InlineData(
        Links + "30-lan.network",
        "[Match]\nName=eno1\nMACAddress=52:54:00:aa:00:01\n[Network]\nDHCP=yes\n",
        "[Match]\nName=eno1\n[Network]\nDHCP=yes\n"
    )]
    [InlineData(
        Links + "br0.netdev",
        "[NetDev]\nName=br0\nKind=bridge\nMACAddress=52:54:00:aa:00:01\n",
        "[NetDev]\nName=br0\nKind=bridge\n"
    )]
    [InlineData(
        Links + "br1.netdev",
        "[NetDev]\nName=br1\nKind=bridge\nMACAddress=none\n",
        "[NetDev]\nName=br1\nKind=bridge\nMACAddress=none\n"
    )]
    [InlineData(
        "/etc/sysconfig/network-scripts/ifcfg-lan",
        "TYPE=Ethernet\nHWADDR=\"52:54:00:AA:00:01\"\nMACADDR=02:00:00:00:00:01\nONBOOT=yes\n",
        "DEVICE=eno1\nTYPE=Ethernet\nONBOOT=yes\n"
    )]
    [InlineData(
        "/etc/sysconfig/network/ifcfg-br0",
        "BRIDGE='yes'\nLLADDR='02:00:00:00:00:01'\nBOOTPROTO='dhcp'\n",
        "BRIDGE='yes'\nBOOTPROTO='dhcp'\n"
    )]
    [InlineData(
        "/etc/network/interfaces",
        "auto eno1\niface eno1 inet dhcp\n  hwaddress ether 02:00:00:00:00:01\n"
            + "  pre-up ip link set eno1 address 52:54:00:aa:00:01\n",
        "auto eno1\niface eno1 inet dhcp\n"
    )]
    [InlineData(
        "/etc/wicked/ifconfig/lan.xml",
        "<interface><name>eno1</name><link><address>52:54:00:aa:00:01</address></link></interface>\n",
        "<interface><name>eno1</name><link><address>52:54:00:bb:00:02</address></link></interface>\n"
    )]
    [InlineData(
        "/etc/iftab",
        "eno1 mac 52:54:00:aa:00:01\nold mac 00:11:22:33:44:55\n",
        "eno1 mac 52:54:00:bb:00:02\nold mac 00:11:22:33:44:55\n"
    )]
    [InlineData("/etc/conf.d/net", "mac_eno1=\"52:54:00:aa:00:01\"\n", "mac_eno1=\"52:54:00:bb:00:02\"\n")]
    [InlineData(
        "/etc/default/grub",
        "GRUB_CMDLINE_LINUX=\"ifname=eno1:52:54:00:aa:00:01 BOOTIF=01-52-54-00-aa-00-01\"\n",
        "GRUB_CMDLINE_LINUX=\"ifname=eno1:52:54:00:bb:00:02 BOOTIF=01-52-54-00-bb-00-02\"\n"
    )]
    public void Every_other_program_follows_the_name(string path, string golden, string expected)
    {
        using var room = Systemd().File(path, golden);
        Apply(room);
        Assert.Equal(expected, room.Text(path));
    }

    [Fact]
    public void The_rules_of_the_site_follow_and_those_that_others_wrote_go()
    {
        using var room = Systemd()
            .File("/etc/udev/rules.d/70-persistent-net.rules", "ATTR{address}==\"52:54:00:aa:00:01\", NAME=\"eno1\"\n")
            .File(
                "/etc/udev/rules.d/90-site.rules",
                "ATTR{address}==\"52:54:00:aa:00:01\", RUN+=\"x\"\n"
                    + "ATTR{address}==\"52:54:00:aa:00:02\", RUN+=\"y\"\nKERNEL==\"z\"\n"
            );
        Apply(room, here: [s_here[1]]);
        Assert.False(File.Exists(room.Root + "/etc/udev/rules.d/70-persistent-net.rules"));
        Assert.Equal(
            "ATTR{address}==\"52:54:00:bb:00:02\", RUN+=\"x\"\nKERNEL==\"z\"\n",
            room.Text("/etc/udev/rules.d/90-site.rules")
        );
    }

    [Fact]
    public void Who_keeps_the_identity_keeps_the_network_and_a_golden_node_without_cards_has_no_names_to_give()
    {
        const string Path = "/etc/NetworkManager/system-connections/lan.nmconnection";
        using var room = Systemd().File(Path, "[connection]\n[ethernet]\nmac-address=52:54:00:aa:00:01\n");
        Apply(room, keep: true);
        Assert.Contains("mac-address", room.Text(Path), StringComparison.Ordinal);
        Assert.False(Directory.Exists(room.Root + Links));
        Apply(room, golden: []);
        Assert.Equal("[connection]\n[ethernet]\n", room.Text(Path));
        Assert.False(Directory.Exists(room.Root + Links));
    }

    /// <summary>Whatever a golden node's files say of its cards, no address of a card is left below /etc.</summary>
    [Fact]
    public void No_address_of_a_golden_card_is_left()
    {
        var seed = Environment.TickCount;
        for (var run = 0; run < 200; run++)
        {
            var random = new Random(seed + run);
            var golden = Enumerable.Range(0, random.Next(1, 5)).Select(i => Random(random, $"lan{i}", "52:54:00:aa")).ToArray();
            var here = Enumerable.Range(0, random.Next(1, 5)).Select(i => Random(random, $"eth{i}", "52:54:00:bb")).ToArray();
            golden[random.Next(golden.Length)] = golden[0] with { IsMain = true };
            golden = [.. golden.DistinctBy(card => card.Mac)];
            using var room = Systemd();
            for (var i = 0; i < 12; i++)
                AddRandom(room, random, i, golden[random.Next(golden.Length)].Mac);
            Apply(room, golden, here);
            foreach (var file in Directory.EnumerateFiles(room.Root + "/etc", "*", SearchOption.AllDirectories))
            foreach (var card in golden)
                Assert.False(
                    File.ReadAllText(file).Replace('-', ':').Contains(card.Mac, StringComparison.OrdinalIgnoreCase),
                    $"seed {seed + run}: {file}: {File.ReadAllText(file)}"
                );
        }
    }

    private static void AddRandom(Room room, Random random, int number, string mac)
    {
        mac = random.Next(4) switch
        {
            0 => mac.ToUpperInvariant(),
            1 => mac.Replace(':', '-'),
            _ => mac,
        };
        var quoted = random.Next(3) switch
        {
            0 => $"\"{mac}\"",
            1 => $"'{mac}'",
            _ => mac,
        };
        var (set, dhcp) = (random.Next(2) == 0, random.Next(2) == 0);
        var (open, close) = set ? ("", "") : ("match: {", "}");
        _ = random.Next(9) switch
        {
            0 => room.File(
                $"/etc/netplan/{number}.yaml",
                $"network:\n  version: 2\n  ethernets:\n    lan0:\n{(set ? "" : "      match:\n  ")}      macaddress: {quoted}\n"
                    + (dhcp ? "      dhcp4: true\n" : "")
            ),
            1 => room.File(
                $"/etc/netplan/{number}.yml",
                $"network:\n  bonds:\n" + $"    b: {{{(dhcp ? "dhcp4: true, " : "")}{open}macaddress: {quoted}{close}}}\n"
            ),
            2 => room.File(
                $"/etc/NetworkManager/system-connections/{number}",
                $"[connection]\nid={number}\n[{(set ? "bridge" : "ethernet")}]\n{(dhcp ? "cloned-" : "")}mac-address={mac}\n"
            ),
            3 => room.File($"{Links}{number}.network", $"[Match]\n{(set ? "" : "Permanent")}MACAddress={mac} {mac}\n"),
            4 => room.File($"{Links}{number}.netdev", $"[NetDev]\nName=b\nMACAddress={mac}\n"),
            5 => room.File($"{Links}{number}.link", $"[Match]\nMACAddress={mac}\n[Link]\nName=lan0\n"),
            6 => room.File($"/etc/sysconfig/network-scripts/ifcfg-{number}", $"{(set ? "HW" : "MAC")}ADDR={quoted}\n"),
            7 => room.File("/etc/network/interfaces", $"iface lan0 inet dhcp\n hwaddress {(set ? "ether " : "")}{mac}\n"),
            _ => room.File($"/etc/udev/rules.d/{number}-x.rules", $"ATTR{{address}}==\"{mac}\", NAME=\"lan0\"\n"),
        };
    }

    private static NetworkCard Random(Random random, string name, string start) =>
        Card(name, $"{start}:{random.Next(256):x2}:{random.Next(256):x2}", driver: random.Next(2) == 0 ? "e1000" : "virtio_net");

    private static NetworkCard Card(string name, string mac, bool isMain = false, string driver = "virtio_net") =>
        new()
        {
            Name = name,
            Mac = mac,
            Driver = driver,
            IsMain = isMain,
        };

    private static Room Machine() => new Room().Kernel().GrubForPc();

    private static Room Systemd() => Machine().File("/lib/systemd/systemd");

    private static PreparePlan Apply(Room room, NetworkCard[]? golden = null, NetworkCard[]? here = null, bool keep = false)
    {
        var plan = room.Plan(
            Room.Seed("vda") with
            {
                Cards = here ?? s_here,
            },
            Room.Seed("vda") with
            {
                Cards = golden ?? s_golden,
            },
            request => request with { KeepIdentity = keep }
        );
        Assert.Empty(plan.Reasons);
        room.Apply(plan);
        return plan;
    }
}
