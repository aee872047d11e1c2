using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Nodes;
using Ka.Prepare.Addresses;
using Ka.Prepare.Model;
using Xunit;

namespace Ka.Tests.Prepare;

/// <summary>Addresses of a clone in the files of every program that sets up a network.</summary>
public sealed class AddressTests
{
    private const string Interfaces = "/etc/network/interfaces";

    private const string Netplan = "/etc/netplan/50-cloud-init.yaml";

    private const string Keyfile = "/etc/NetworkManager/system-connections/lan.nmconnection";

    private const string Unit = "/etc/systemd/network/20-lan.network";

    private const string RedHat = "/etc/sysconfig/network-scripts/ifcfg-eno1";

    private const string Suse = "/etc/sysconfig/network/ifcfg-eno1";

    private const string Static = "address=10.1.0.7/16 gateway=10.1.0.254 dns=10.1.0.53;10.1.0.54";

    private const string Dhcp = "address=dhcp";

    private static readonly NetworkCard[] s_golden =
    [
        Card("eno1", "52:54:00:aa:00:01", true),
        Card("enp3s0", "52:54:00:aa:00:02"),
    ];

    private static readonly NetworkCard[] s_here = [Card("eth0", "52:54:00:bb:00:01", true), Card("eth1", "52:54:00:bb:00:02")];

    [Theory]
    [InlineData(
        Static,
        "source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n\nallow-hotplug eno1\niface eno1 inet static\n"
            + "\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n\t# ours\n\tdns-nameservers 10.0.0.53\n\tdns-search example.org\n",
        "source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n\nallow-hotplug eno1\niface eno1 inet static\n"
            + "\taddress 10.1.0.7/16\n\tgateway 10.1.0.254\n\t# ours\n\tdns-nameservers 10.1.0.53 10.1.0.54\n"
            + "\tdns-search example.org\n"
    )]
    [InlineData(
        "address=10.1.0.7/16",
        "iface eno1 inet static\n  address 10.0.0.5\n  netmask 255.255.255.0\n  network 10.0.0.0\n  broadcast 10.0.0.255\n"
            + "  gateway 10.0.0.1\n  dns-nameservers 10.0.0.53\niface enp3s0 inet manual\n",
        "iface eno1 inet static\n  address 10.1.0.7\n  netmask 255.255.0.0\n  dns-nameservers 10.0.0.53\n"
            + "iface enp3s0 inet manual\n"
    )]
    [InlineData(
        Static,
        "auto eno1\niface eno1 inet dhcp\nauto enp3s0\niface enp3s0 inet dhcp\n",
        "auto eno1\niface eno1 inet static\n    address 10.1.0.7/16\n    gateway 10.1.0.254\n"
            + "    dns-nameservers 10.1.0.53 10.1.0.54\nauto enp3s0\niface enp3s0 inet dhcp\n"
    )]
    [InlineData(
        Dhcp,
        "iface eno1 inet static\n\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n\tmtu 9000\n\tup echo up\n",
        "iface eno1 inet dhcp\n\tmtu 9000\n\tup echo up\n"
    )]
    [InlineData(
        "address=10.1.0.7/16 address.br1=10.2.0.7/24",
        "iface eno1 inet dhcp\niface br1 inet static\n  bridge_ports enp3s0\n  address 10.9.0.5/24\n",
        "iface eno1 inet static\n    address 10.1.0.7/16\niface br1 inet static\n  bridge_ports enp3s0\n  address 10.2.0.7/24\n"
    )]
    [InlineData(
        Static,
        "iface eno1\n\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n",
        "iface eno1\n\tdns-nameservers 10.1.0.53 10.1.0.54\n\taddress 10.1.0.7/16\n\tgateway 10.1.0.254\n"
    )]
    [InlineData(Dhcp, "auto eno1\niface eno1\n\taddress 10.0.0.5/24\n", "auto eno1\niface eno1\n\tuse dhcp\n")]
    public void Interfaces_of_ifupdown_keep_all_other_lines(string given, string golden, string expected) =>
        Expect(Interfaces, given, golden, expected);

    [Theory]
    [InlineData("source /etc/net/*.cfg", "/etc/net/lan.cfg")]
    [InlineData("  source  more/la?  ", "/etc/network/more/lan")]
    [InlineData("source /etc/other /etc/net/{lan,wan}", "/etc/net/lan")]
    [InlineData("source-directory /etc/net.d/", "/etc/net.d/lan")]
    public void Files_that_interfaces_names_get_the_address_too(string line, string path)
    {
        const string Golden = "iface eno1 inet static\n\taddress 10.0.0.5/24\n\tgateway 10.0.0.1\n";
        using var room = Machine().File(Interfaces, line + "\n").File(path, Golden);
        Apply(room, "address=10.1.0.7/16 gateway=10.1.0.254");
        Assert.Equal(line + "\n", room.Text(Interfaces));
        Assert.Equal("iface eno1 inet static\n\taddress 10.1.0.7/16\n\tgateway 10.1.0.254\n", room.Text(path));
    }

    [Fact] // A file that names itself is read once.
    public void A_static_address_in_a_file_of_a_named_file_is_refused_without_another()
    {
        using var room = Machine()
            .File(Interfaces, "source /etc/net/*\n")
            .File("/etc/net/first", "source /etc/net/*\nsource /etc/deep/lan\n")
            .File("/etc/deep/lan", "iface eno1 inet static\n\taddress 10.0.0.5/24\n");
        Assert.Contains(Plan(room, "").Reasons, reason => reason.Contains("10.0.0.5/24", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        Static,
        "network:\n  version: 2\n  ethernets:\n    eno1:\n      addresses: [10.0.0.5/24] # ours\n      gateway4: 10.0.0.1\n"
            + "      nameservers:\n        search: [example.org]\n        addresses: [10.0.0.53]\n    enp3s0:\n"
            + "      dhcp4: true\n",
        "network:\n  version: 2\n  ethernets:\n    eno1:\n      addresses: [10.1.0.7/16]\n      gateway4: 10.1.0.254\n"
            + "      nameservers:\n        search: [example.org]\n        addresses: [10.1.0.53, 10.1.0.54]\n"
            + "    enp3s0:\n      dhcp4: true\n"
    )]
    [InlineData(
        Static,
        "network:\n    ethernets:\n        lan:\n            match:\n                macaddress: 52:54:00:aa:00:01\n"
            + "            set-name: eno1\n"
            + "            addresses:\n            - \"10.0.0.5/24\"\n            routes:\n"
            + "            -   to: default\n                via: 10.0.0.1\n"
            + "            -   to: 10.9.0.0/16\n                via: 10.0.0.2\n            nameservers:\n"
            + "                addresses:\n"
            + "                - 10.0.0.53\n    version: 2\n",
        "network:\n    ethernets:\n        lan:\n            match:\n                name: \"eno1\"\n"
            + "            set-name: eno1\n"
            + "            addresses:\n            - 10.1.0.7/16\n            routes:\n            -   to: default\n"
            + "                via: 10.1.0.254\n"
            + "            -   to: 10.9.0.0/16\n                via: 10.0.0.2\n            nameservers:\n"
            + "                addresses:\n"
            + "                - 10.1.0.53\n                - 10.1.0.54\n    version: 2\n"
    )]
    [InlineData(
        Static,
        "network:\n  ethernets:\n    eno1:\n      dhcp4: true\n  version: 2\n",
        "network:\n  ethernets:\n    eno1:\n      dhcp4: false\n      addresses: [10.1.0.7/16]\n      routes:\n"
            + "        - to: 0.0.0.0/0\n"
            + "          via: 10.1.0.254\n      nameservers:\n        addresses: [10.1.0.53, 10.1.0.54]\n  version: 2\n"
    )]
    [InlineData(
        Dhcp,
        "network:\n  ethernets:\n    eno1:\n      addresses:\n        - 10.0.0.5/24\n      routes:\n"
            + "        - {to: 0.0.0.0/0, via: 10.0.0.1}\n"
            + "      nameservers:\n        addresses: [10.0.0.53]\n      mtu: 9000\n",
        "network:\n  ethernets:\n    eno1:\n      mtu: 9000\n      dhcp4: true\n"
    )]
    [InlineData(
        "address=10.1.0.7/16 gateway=10.1.0.254",
        "network:\n  bridges:\n    eno1:\n      interfaces: [enp3s0]\n      addresses: ['10.0.0.5/24']\n      routes:\n"
            + "        - to: \"default\"\n          via: 10.0.0.1\n          metric: 5\n",
        "network:\n  bridges:\n    eno1:\n      interfaces: [enp3s0]\n      addresses: [10.1.0.7/16]\n      routes:\n"
            + "        - to: \"default\"\n          via: 10.1.0.254\n          metric: 5\n"
    )]
    public void Netplan_keeps_all_other_keys(string given, string golden, string expected) =>
        Expect(Netplan, given, golden, expected);

    [Theory]
    [InlineData(
        Static,
        "[connection]\nid=lan\ntype=ethernet\ninterface-name=eno1\n\n[ipv4]\naddress1=10.0.0.5/24,10.0.0.1\ndns=10.0.0.53;\n"
            + "dns-search=example.org;\nmethod=manual\n\n[ipv6]\nmethod=auto\n",
        "[connection]\nid=lan\ntype=ethernet\ninterface-name=eno1\n\n[ipv4]\naddress1=10.1.0.7/16,10.1.0.254\n"
            + "dns=10.1.0.53;10.1.0.54;\n"
            + "dns-search=example.org;\nmethod=manual\n\n[ipv6]\nmethod=auto\n"
    )]
    [InlineData(
        "address=10.1.0.7/16",
        "[connection]\ninterface-name=eno1\ntype=ethernet\n[ipv4]\nmethod=manual\naddress=10.0.0.5/24\ngateway=10.0.0.1\n",
        "[connection]\ninterface-name=eno1\ntype=ethernet\n[ipv4]\nmethod=manual\naddress=10.1.0.7/16\n"
    )]
    [InlineData(
        Static,
        "[connection]\nid=lan\ntype=ethernet\n[ethernet]\nmac-address=52:54:00:aa:00:01\n[ipv4]\nmethod=auto\n",
        "[connection]\ninterface-name=eno1\nid=lan\ntype=ethernet\n[ethernet]\n[ipv4]\naddress1=10.1.0.7/16\n"
            + "gateway=10.1.0.254\n"
            + "dns=10.1.0.53;10.1.0.54;\nmethod=manual\n"
    )]
    [InlineData(
        "address=10.1.0.7/16",
        "[connection]\nid=any\ntype=ethernet\n",
        "[connection]\nid=any\ntype=ethernet\n\n[ipv4]\nmethod=manual\naddress1=10.1.0.7/16\n"
    )]
    [InlineData(
        Dhcp,
        "[connection]\ninterface-name=eno1\ntype=ethernet\n[ipv4]\nmethod=manual\naddress1=10.0.0.5/24,10.0.0.1\n"
            + "dns=10.0.0.53;\n",
        "[connection]\ninterface-name=eno1\ntype=ethernet\n[ipv4]\nmethod=auto\n"
    )]
    public void Keyfiles_keep_all_other_keys(string given, string golden, string expected) =>
        Expect(Keyfile, given, golden, expected);

    [Theory]
    [InlineData(
        Static,
        "[Match]\nName=eno1\n[Network]\nAddress=10.0.0.5/24\nGateway=10.0.0.1\nDNS=10.0.0.53\nDNS=10.0.0.54\n"
            + "IPv6AcceptRA=yes\n",
        "[Match]\nName=eno1\n[Network]\nAddress=10.1.0.7/16\nGateway=10.1.0.254\nDNS=10.1.0.53 10.1.0.54\nIPv6AcceptRA=yes\n"
    )]
    [InlineData(
        "address=10.1.0.7/16 gateway=10.1.0.254",
        "[Match]\nName=en*\n[Network]\nDHCP=no\n[Address]\nAddress=10.0.0.5/24\nBroadcast=10.0.0.255\n[Route]\n"
            + "Destination=10.9.0.0/16\nGateway=10.0.0.9\n[Route]\nGateway=10.0.0.1\n",
        "[Match]\nName=en*\n[Network]\nDHCP=no\n[Address]\nAddress=10.1.0.7/16\n[Route]\n"
            + "Destination=10.9.0.0/16\nGateway=10.0.0.9\n[Route]\nGateway=10.1.0.254\n"
    )]
    [InlineData(
        Static,
        "[Match]\nMACAddress=52:54:00:aa:00:01\n\n[Network]\nDHCP=yes\n",
        "[Match]\nName=eno1\n\n[Network]\nAddress=10.1.0.7/16\nGateway=10.1.0.254\nDNS=10.1.0.53 10.1.0.54\nDHCP=ipv6\n"
    )]
    [InlineData(
        Dhcp,
        "[Match]\nName=eno1\n[Network]\nAddress=10.0.0.5/24\nGateway=10.0.0.1\nDNS=10.0.0.53\n",
        "[Match]\nName=eno1\n[Network]\nDHCP=ipv4\n"
    )]
    public void Units_of_networkd_keep_all_other_keys(string given, string golden, string expected) =>
        Expect(Unit, given, golden, expected);

    [Theory]
    [InlineData(
        Static,
        "TYPE=Ethernet\nBOOTPROTO=none\nDEVICE=eno1\nONBOOT=yes\nIPADDR=\"10.0.0.5\"\nPREFIX=24\nGATEWAY=10.0.0.1\n"
            + "DNS1=10.0.0.53\nDNS2=10.0.0.54\n"
            + "DNS3=10.0.0.55\nDOMAIN=example.org\n",
        "TYPE=Ethernet\nBOOTPROTO=none\nDEVICE=eno1\nONBOOT=yes\nIPADDR=\"10.1.0.7\"\nPREFIX=16\nGATEWAY=10.1.0.254\n"
            + "DOMAIN=example.org\nDNS1=10.1.0.53\nDNS2=10.1.0.54\n"
    )]
    [InlineData(
        "address=10.1.0.7/16",
        "DEVICE=eno1\nBOOTPROTO=static\nIPADDR=10.0.0.5\nNETMASK=255.255.255.0\nNETWORK=10.0.0.0\n"
            + "BROADCAST=10.0.0.255\nGATEWAY=10.0.0.1\n",
        "DEVICE=eno1\nBOOTPROTO=static\nIPADDR=10.1.0.7\nNETMASK=255.255.0.0\n"
    )]
    [InlineData(
        "address=10.1.0.7/16 gateway=10.1.0.254",
        "DEVICE=eno1\nBOOTPROTO='dhcp'\nONBOOT=yes",
        "DEVICE=eno1\nBOOTPROTO='none'\nONBOOT=yes\nIPADDR=10.1.0.7\nPREFIX=16\nGATEWAY=10.1.0.254\n"
    )]
    [InlineData(
        Dhcp,
        "DEVICE=eno1\nBOOTPROTO=none\nIPADDR=10.0.0.5\nPREFIX=24\nGATEWAY=10.0.0.1\nDNS1=10.0.0.53\n",
        "DEVICE=eno1\nBOOTPROTO=dhcp\n"
    )]
    public void Files_of_Red_Hat_keep_all_other_variables(string given, string golden, string expected) =>
        Expect(RedHat, given, golden, expected);

    [Theory]
    [InlineData(
        Static,
        "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='10.0.0.5/24'\nBROADCAST=''\n",
        "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='10.1.0.7/16'\n"
    )]
    [InlineData(
        Static,
        "BOOTPROTO='static'\nIPADDR='10.0.0.5'\nNETMASK='255.255.255.0'\n",
        "BOOTPROTO='static'\nIPADDR='10.1.0.7/16'\n"
    )]
    [InlineData(Static, "BOOTPROTO='dhcp'\nSTARTMODE='auto'\n", "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='10.1.0.7/16'\n")]
    [InlineData(Dhcp, "BOOTPROTO='static'\nIPADDR='10.0.0.5/24'\n", "BOOTPROTO='dhcp'\n")]
    public void Files_of_SUSE_keep_all_other_variables(string given, string golden, string expected) =>
        Expect(Suse, given, golden, expected);

    [Fact]
    public void SUSE_has_routes_and_name_servers_in_files_of_their_own()
    {
        using var room = Machine()
            .File(Suse, "BOOTPROTO='static'\nIPADDR='10.0.0.5/24'\n")
            .File("/etc/sysconfig/network/routes", "10.9.0.0/16 10.0.0.9 - -\ndefault 10.0.0.1 - -\n")
            .File(
                "/etc/sysconfig/network/config",
                "NETCONFIG_DNS_POLICY=\"auto\"\n" + "NETCONFIG_DNS_STATIC_SERVERS=\"10.0.0.53\"\n"
            );
        Apply(room, Static);
        Assert.Equal("10.9.0.0/16 10.0.0.9 - -\ndefault 10.1.0.254 - -\n", room.Text("/etc/sysconfig/network/routes"));
        Assert.Equal(
            "NETCONFIG_DNS_POLICY=\"auto\"\nNETCONFIG_DNS_STATIC_SERVERS=\"10.1.0.53 10.1.0.54\"\n",
            room.Text("/etc/sysconfig/network/config")
        );

        using var other = Machine().File(Suse, "BOOTPROTO='dhcp'\n");
        Apply(other, Static);
        Assert.Equal("default 10.1.0.254 - -\n", other.Text("/etc/sysconfig/network/ifroute-eno1"));
    }

    [Fact]
    public void Name_servers_are_in_resolv_conf_where_that_is_a_file()
    {
        using var room = Machine()
            .File(Interfaces, "iface eno1 inet static\n address 10.0.0.5/24\n")
            .File("/etc/resolv.conf", "search example.org\nnameserver 10.0.0.53\nnameserver 10.0.0.54\noptions rotate\n")
            .File("/etc/sysconfig/network", "NETWORKING=yes\nGATEWAY=10.0.0.1\n");
        Apply(room, Static);
        Assert.Equal(
            "search example.org\nnameserver 10.1.0.53\nnameserver 10.1.0.54\noptions rotate\n",
            room.Text("/etc/resolv.conf")
        );
        Assert.Equal("NETWORKING=yes\nGATEWAY=10.1.0.254\n", room.Text("/etc/sysconfig/network"));
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        using var room = Machine()
            .File(Interfaces, "iface eno1 inet dhcp\n")
            .File(Netplan, "network:\n  ethernets:\n    eno1:\n      dhcp4: true\n")
            .File(Keyfile, "[connection]\ntype=ethernet\ninterface-name=eno1\n")
            .File(Unit, "[Match]\nName=eno1\n[Network]\nDHCP=ipv4\n")
            .File(RedHat, "DEVICE=eno1\nBOOTPROTO=dhcp\n")
            .File(Suse, "BOOTPROTO=dhcp\n");
        string[] paths = [Interfaces, Netplan, Keyfile, Unit, RedHat, Suse];
        foreach (var given in (string[])[Static, "address=10.1.0.8/24", Dhcp, Static])
        {
            Apply(room, given);
            var once = paths.Select(room.Text).ToList();
            Assert.Equal(given == Dhcp, once.TrueForAll(text => !text.Contains("10.1.0.", StringComparison.Ordinal)));
            Apply(room, given);
            Assert.Equal(once, paths.Select(room.Text));
        }
    }

    [Theory]
    [InlineData(
        Interfaces,
        "iface eno1 inet static\n address 10.0.0.5/24\n up ip a\niface eno1 inet static\n address 10.0.0.6/24\n",
        "several stanzas"
    )]
    [InlineData(Interfaces, "iface eno1 inet static inherits lan\n address 10.0.0.5/24\n", "inherits from another")]
    [InlineData(Interfaces, "iface eno1 inet static\n address 10.0.0.5\n", "lacks the length of its network's prefix")]
    [InlineData(Interfaces, "iface eno1 inet static\n address 10.0.0.5/24\n pointopoint 10.0.0.9\n", "one end of a line")]
    [InlineData(Interfaces, "iface eno1 inet6 static\n address fd00::5/64\niface eno1 inet dhcp\n", "no IPv6 addresses")]
    [InlineData(Netplan, "network:\n  ethernets:\n    eno1: {addresses: [10.0.0.5/24]}\n", "set up in braces")]
    [InlineData(Netplan, "network:\n  ethernets:\n    eno1:\n      addresses: [10.0.0.5/24, 10.0.0.6/24]\n", "several addresses")]
    [InlineData(
        Netplan,
        "network:\n  ethernets:\n    eno1:\n      addresses:\n      - 10.0.0.5/24:\n          label: x\n",
        "have options"
    )]
    [InlineData(
        Netplan,
        "network:\n  ethernets:\n    eno1:\n      dhcp4: true\n      addresses: [10.0.0.5/24]\n",
        "beside DHCP's"
    )]
    [InlineData(
        Keyfile,
        "[connection]\ninterface-name=eno1\n[ipv4]\nmethod=manual\naddress1=10.0.0.5/24\naddress2=10.0.0.6/24\n",
        "several addresses"
    )]
    [InlineData(Keyfile, "[connection]\ninterface-name=eno1\n[ipv6]\nmethod=manual\naddress1=fd00::5/64\n", "no IPv6 addresses")]
    [InlineData(Unit, "[Match]\nName=eno1\n[Address]\nAddress=10.0.0.5/24\nPeer=10.0.0.9/24\n", "one end of a line")]
    [InlineData(
        "/etc/systemd/network/20-lan.network.d/a.conf",
        "[Match]\nName=eno1\n[Network]\nAddress=10.0.0.5/24\n",
        "in a drop-in"
    )]
    [InlineData(RedHat, "IPADDR=10.0.0.5\nPREFIX=24\nIPADDR2=10.0.0.6\n", "several addresses")]
    [InlineData("/etc/dhcpcd.conf", "interface eno1\nstatic ip_address=10.0.0.5/24\n", "/etc/dhcpcd.conf is not rewritten")]
    [InlineData("/etc/conf.d/net", "config_eno1=\"10.0.0.5 netmask 255.255.255.0\"\n", "/etc/conf.d/net is not rewritten")]
    [InlineData("/etc/wicked/ifconfig/eno1.xml", "<address><local>10.0.0.5/24</local></address>\n", "is not rewritten")]
    public void What_is_not_understood_is_named_and_not_guessed(string path, string golden, string named)
    {
        using var room = Machine().File(path, golden);
        Assert.Contains(Plan(room, Static).Reasons, reason => reason.Contains(named, StringComparison.Ordinal));
        // Without another address it is one that two machines would have.
        Assert.Contains(
            Plan(room, "").Reasons,
            reason => reason.StartsWith("eno1 of the golden node has the static address ", StringComparison.Ordinal)
        );
        Assert.Empty(Plan(room, "", keep: true).Reasons);
    }

    [Fact]
    public void A_static_address_without_another_is_refused_or_kept_and_ka_lint_names_it()
    {
        using var room = Machine()
            .File(Interfaces, "iface eno1 inet static\n address 10.0.0.5/24\niface enp3s0 inet static\n address 10.9.0.5/24\n");
        Assert.Equal(
            ["enp3s0 of the golden node has the static address 10.9.0.5/24, and this node is given no other"],
            Plan(room, Static).Reasons
        );
        Assert.Empty(Plan(room, Static + " address.enp3s0=10.9.0.7/24").Reasons);
        Assert.Contains("enp3s0 keeps the golden node's address 10.9.0.5/24", Plan(room, Static, keep: true).Notes);
        Assert.Contains(
            "eno1 has the static address 10.0.0.5/24: each clone needs one of its own (--names)",
            Plan(room, null).Notes
        );
        Assert.Empty(Plan(room, null).Reasons);
    }

    [Fact]
    public void An_address_has_a_place_or_is_refused()
    {
        using var room = Machine().File(Interfaces, "iface lo inet loopback\niface enp3s0 inet dhcp\n");
        Assert.Equal(
            ["no file of the golden node sets up eno1, which is to get 10.1.0.7/16, gateway 10.1.0.254"],
            Plan(room, Static).Reasons
        );
        Assert.Equal(
            ["no file of the golden node sets up eno7, which is to get by DHCP"],
            Plan(room, "address.eno7=dhcp").Reasons
        );
    }

    [Fact]
    public void The_main_interface_is_the_one_of_the_default_route()
    {
        using var room = Machine()
            .File(Interfaces, "iface eno1 inet manual\niface br0 inet static\n bridge_ports eno1\n address 10.0.0.5/24\n");
        var golden = s_golden.Select(card => card with { Route = card.IsMain ? "br0" : null }).ToArray();
        Assert.Empty(Plan(room, Static, golden: golden).Reasons);
        // Where the cards are not known, it is the only one that is set up.
        var plan = Plan(room, Static, golden: []);
        Assert.Empty(plan.Reasons);
        room.Apply(plan);
        Assert.Contains(" address 10.1.0.7/16\n", room.Text(Interfaces), StringComparison.Ordinal);
        room.File(Interfaces, "iface eno1 inet dhcp\niface enp3s0 inet dhcp\n");
        Assert.Contains(
            "it is not known for which interface",
            Assert.Single(Plan(room, Static, golden: []).Reasons),
            StringComparison.Ordinal
        );
    }

    private static void Expect(string path, string given, string golden, string expected)
    {
        using var room = Machine().File(path, golden);
        Apply(room, given);
        Assert.Equal(expected, room.Text(path));
    }

    private static void Apply(Room room, string given)
    {
        var plan = Plan(room, given);
        Assert.Empty(plan.Reasons);
        room.Apply(plan);
    }

    /// <param name="given">null: it is not known which node it is.</param>
    private static PreparePlan Plan(Room room, string? given, bool keep = false, NetworkCard[]? golden = null) =>
        room.Plan(
            Room.Seed("vda") with
            {
                Cards = s_here,
            },
            Room.Seed("vda") with
            {
                Cards = golden ?? s_golden,
            },
            request => request with { Given = Given(given), Kept = keep ? [IdentityTable.StaticAddress] : [] }
        );

    private static NodeSettings? Given(string? words) =>
        words is null
            ? null
            : NodeSettings.Parse(
                "",
                [
                    .. words
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(word => KeyValuePair.Create(word.Split('=')[0], word.Split('=')[1])),
                ]
            );

    private static NetworkCard Card(string name, string mac, bool isMain) =>
        new()
        {
            Name = name,
            Mac = mac,
            Driver = "virtio_net",
            IsMain = isMain,
        };

    private static NetworkCard Card(string name, string mac) => Card(name, mac, false);

    private static Room Machine() => new Room().Kernel().GrubForPc().File("/lib/systemd/systemd");
}
