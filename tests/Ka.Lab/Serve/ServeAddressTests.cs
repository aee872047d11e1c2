using System;
using System.IO;
using System.Linq;
using Ka.Disks.Model;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>Golden nodes with static addresses: each clone has its own, and no node is made that would have the golden
/// node's.</summary>
public sealed class ServeAddressTests
{
    private const string Keyfile = "/etc/NetworkManager/system-connections/lan.nmconnection";

    private const string Netplan = "/etc/netplan/01-lan.yaml";

    private const string Interfaces = "/etc/network/interfaces";

    private const string Routes = "/etc/sysconfig/network/routes";

    private const string Suse = "/etc/sysconfig/network/ifcfg-eno1";

    [Needs(Need.Product)]
    public void Clones_have_their_own_addresses_by_ifupdown_and_wicked_and_files_of_templates()
    {
        using var lab = Room("eno1");
        Write(lab, Interfaces, "auto eno1\niface eno1 inet static\n\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n");
        Write(lab, Suse, "BOOTPROTO='static'\nIPADDR='10.0.0.5/24'\n");
        Write(lab, Routes, "default 10.0.0.1 - -\n");
        Write(lab, "/etc/ka/nodes.d/etc/site", "{{ka.name}} {{ka.address}} {{ka.rack}}\n");
        Child.Run("chmod", "640", lab.Root + "/etc/ka/nodes.d/etc/site");
        Child.Run("chown", "0:7", lab.Root + "/etc/ka/nodes.d/etc/site");
        File.WriteAllText(
            lab.PathOf("names"),
            $"# node name\n{lab.AddressOf(1)} node1 address=10.1.0.1/16 gateway=10.1.0.254 rack=a\n"
                + $"{lab.AddressOf(2)} node2 address=dhcp rack=b slot=3\n{lab.AddressOf(3)} node3 address=10.1.0.3/16\n"
        );
        var before = lab.HashOf(3);
        var golden = lab.Serve(3, "--yes", "--names", lab.PathOf("names"));
        var nodes = Enumerable.Range(1, 3).Select(node => lab.Replicate(node)).ToArray();
        lab.Expect(0, nodes[0]);
        lab.Expect(1, nodes[1..]);
        lab.Expect(3, golden);

        Assert.Contains("'slot', and no template in /etc/ka/nodes.d has it", golden.Errors, StringComparison.Ordinal);
        Assert.Contains("address: eno1 10.1.0.1/16, gateway 10.1.0.254", golden.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "has {{ka.rack}}, and --names gives this node no such value",
            lab.ReasonsAgainst(3),
            StringComparison.Ordinal
        );
        // A clone by DHCP has no address that a template could have.
        Assert.Contains("has {{ka.address}}", lab.ReasonsAgainst(2), StringComparison.Ordinal);
        Assert.Equal(before, lab.HashOf(3));
        lab.Look(
            1,
            place =>
            {
                Assert.Equal(
                    "auto eno1\niface eno1 inet static\n\taddress 10.1.0.1/16\n\tgateway 10.1.0.254\n",
                    File.ReadAllText(place + Interfaces)
                );
                Assert.Equal("BOOTPROTO='static'\nIPADDR='10.1.0.1/16'\n", File.ReadAllText(place + Suse));
                Assert.Equal("default 10.1.0.254 - -\n", File.ReadAllText(place + Routes));
                Assert.Equal("node1 10.1.0.1 a\n", File.ReadAllText(place + "/etc/site"));
                Assert.Equal("640 0:7", Child.Run("stat", "-c", "%a %u:%g", place + "/etc/site").Trim());
            }
        );
    }

    [Needs(Need.Product)]
    public void Clones_have_their_own_addresses_by_netplan_and_NetworkManager_and_a_node_without_one_stays()
    {
        using var lab = Room("lan0");
        Write(
            lab,
            Netplan,
            "network:\n  version: 2\n  ethernets:\n    lan0:\n      addresses: [10.0.0.5/24]\n      routes:\n"
                + "        - to: default\n          via: 10.0.0.1\n"
        );
        Write(
            lab,
            Keyfile,
            "[connection]\nid=lan\ntype=ethernet\ninterface-name=lan0\n\n[ipv4]\nmethod=manual\naddress1=10.0.0.5/24,10.0.0.1\n"
        );
        File.WriteAllText(
            lab.PathOf("names"),
            $"node,name,address,gateway,dns\n{lab.AddressOf(1)},n1,10.1.0.1/16,10.1.0.254,10.1.0.53\n"
                + $"{lab.AddressOf(2)},n2,dhcp,,\n"
        );
        var before = lab.HashOf(3);
        var golden = lab.Serve(3, "--yes", "--names", lab.PathOf("names"));
        var nodes = Enumerable.Range(1, 3).Select(node => lab.Replicate(node)).ToArray();
        lab.Expect(0, nodes[..2]);
        lab.Expect(1, nodes[2]);
        lab.Expect(3, golden);

        Assert.Contains(
            "lan0 of the golden node has the static address 10.0.0.5/24",
            lab.ReasonsAgainst(3),
            StringComparison.Ordinal
        );
        Assert.Equal(before, lab.HashOf(3));
        Assert.Contains(
            "\"node\":\"" + lab.AddressOf(1) + "\",\"name\":\"n1\",\"address\":\"10.1.0.1/16\"",
            File.ReadAllText(lab.FileOfRun("plan.json")),
            StringComparison.Ordinal
        );
        lab.Look(
            1,
            place =>
            {
                Assert.Equal(
                    "network:\n  version: 2\n  ethernets:\n    lan0:\n      addresses: [10.1.0.1/16]\n      routes:\n"
                        + "        - to: default\n          via: 10.1.0.254\n      nameservers:\n"
                        + "        addresses: [10.1.0.53]\n",
                    File.ReadAllText(place + Netplan)
                );
                Assert.EndsWith(
                    "[ipv4]\ndns=10.1.0.53;\nmethod=manual\naddress1=10.1.0.1/16,10.1.0.254\n",
                    File.ReadAllText(place + Keyfile),
                    StringComparison.Ordinal
                );
                Assert.Equal("n1\n", File.ReadAllText(place + "/etc/hostname"));
            }
        );
        lab.Look(
            2,
            place =>
            {
                Assert.Equal(
                    "network:\n  version: 2\n  ethernets:\n    lan0:\n      dhcp4: true\n",
                    File.ReadAllText(place + Netplan)
                );
                Assert.EndsWith("[ipv4]\nmethod=auto\n", File.ReadAllText(place + Keyfile), StringComparison.Ordinal);
            }
        );
    }

    /// <summary>Three nodes, and a golden node whose card has a name that no node's has.</summary>
    private static ServeLab Room(string card)
    {
        var lab = new ServeLab(3);
        lab.SetCards(
            new NetworkCard
            {
                Name = card,
                Mac = "52:54:00:aa:00:01",
                IsMain = true,
            }
        );
        foreach (var node in Enumerable.Range(1, 3))
            lab.AddDisk(node, 700);
        return lab;
    }

    private static void Write(ServeLab lab, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(lab.Root + path)!);
        File.WriteAllText(lab.Root + path, text);
    }
}
