using System;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.Network.Interfaces;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Network;

/// <summary>Interfaces that are brought up and given addresses, against servers that others wrote.</summary>
public sealed class NetworkConfiguratorTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Needs(Need.DhcpServers)]
    public void Dnsmasq_gives_a_lease_with_all_that_belongs_to_it()
    {
        using var lab = new DhcpLab();
        lab.Dnsmasq(
            more:
            [
                "--dhcp-option=option:router,10.77.0.1",
                "--dhcp-option=option:dns-server,10.77.0.1,10.77.0.3",
                "--domain=room.example",
                "--dhcp-boot=tag:ka,boot.0,golden,10.77.0.9",
                "--dhcp-vendorclass=set:ka,ka",
                "--dhcp-host=id:01:*,node-7",
            ]
        );
        var keeper = lab.Keep();

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());

        var report = Assert.Single(keeper.Reports);
        var lease = report.Lease!;
        Assert.Equal((InterfacePhase.Ready, "eth0"), (report.Phase, report.Name));
        Assert.StartsWith("10.77.1.", lease.Address.ToString());
        Assert.Equal((16, "10.77.0.1", "room.example"), (lease.PrefixLength, lease.Router!.ToString(), lease.Domain));
        Assert.Equal(["10.77.0.1", "10.77.0.3"], lease.NameServers.Select(server => server.ToString()));
        Assert.Equal(("10.77.0.9", "boot.0"), (lease.NextServer!.ToString(), lease.BootFile));
        Assert.Equal(TimeSpan.FromSeconds(120), lease.Times.Duration);
        Assert.Contains($"{lease.Address}/16 brd 10.77.255.255", lab.Shown("addr"));
        Assert.Contains("default via 10.77.0.1 dev eth0", lab.Shown("route"));
    }

    [Needs(Need.DhcpServers)]
    public void Dhcpd_gives_a_lease_and_renews_it_on_time()
    {
        using var lab = new DhcpLab();
        var server = lab.Dhcpd(
            leaseSeconds: 12,
            "next-server 10.77.0.9; filename \"X86PC/linux/vmlinuz\"; option host-name \"node-3\";"
        );
        var keeper = lab.Keep();

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());
        var lease = keeper.Reports[0].Lease!;
        Assert.Equal(
            ("10.77.0.9", "X86PC/linux/vmlinuz", "node-3"),
            (lease.NextServer?.ToString(), lease.BootFile, lease.HostName)
        );
        DhcpLab.Until("two renewals", () => Count(server.Errors, $"DHCPACK on {lease.Address}") >= 3, seconds: 20);

        Assert.Equal(lease.Address, keeper.Reports[0].Address);
        // A renewal is asked of the server alone; nobody else hears it.
        Assert.Contains($"DHCPREQUEST for {lease.Address} from", server.Errors);
        Assert.Equal(1, Count(server.Errors, "DHCPDISCOVER"));
    }

    [Needs(Need.DhcpServers)]
    public void An_address_nobody_renews_is_given_up_and_a_new_one_sought()
    {
        using var lab = new DhcpLab();
        var server = lab.Dhcpd(leaseSeconds: 10);
        var keeper = lab.Keep();
        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());

        server.Kill();

        DhcpLab.Until("the address is gone", () => !lab.Shown("addr").Contains("10.77.2."), seconds: 20);
        Assert.Equal(InterfacePhase.Asking, keeper.Reports[0].Phase);
        lab.Dnsmasq();
        DhcpLab.Until("another server's address", () => lab.Shown("addr").Contains("10.77.1."), seconds: 20);
    }

    [Needs(Need.DhcpServers)]
    public void A_server_that_takes_the_address_back_is_obeyed()
    {
        using var lab = new DhcpLab();
        using (var first = lab.Dnsmasq())
        {
            Assert.True(lab.Keep().WaitForAddress(s_patience));
            first.Kill();
        }
        lab.Dnsmasq(range: "10.77.3.10,10.77.3.99", more: ["--dhcp-authoritative"]);

        lab.Client.Link.Down();
        DhcpLab.Until(
            "no carrier",
            () => lab.Told.Any(report => report.Phase == InterfacePhase.NoCarrier && report.Address is not null)
        );
        lab.Client.Link.Up();

        DhcpLab.Until(
            "the new address alone",
            () => lab.Shown("addr") is var shown && shown.Contains("10.77.3.") && !shown.Contains("10.77.1.")
        );
    }

    [Needs(Need.DhcpServers)]
    public void With_two_interfaces_the_one_where_somebody_answers_is_used_whichever_is_preferred()
    {
        using var lab = new DhcpLab(hosts: 3);
        lab.JoinThird();
        lab.Dnsmasq(lab.Third, "10.88.0.10,10.88.0.99", "255.255.255.0");
        var keeper = lab.Keep(new NetworkOptions { Interface = "eth0" });

        Assert.True(keeper.WaitForAddress(s_patience), keeper.Verdict());

        var eth0 = keeper.Reports.Single(report => report.Name == "eth0");
        var eth1 = keeper.Reports.Single(report => report.Name == "eth1");
        Assert.Equal((InterfacePhase.Asking, InterfacePhase.Ready), (eth0.Phase, eth1.Phase));
        Assert.Matches("^asked ([0-9]+ times, no answer|once, no answer yet)$", eth0.Word);
        Assert.StartsWith("10.88.0.", eth1.Address!.ToString());
    }

    [Needs(Need.DhcpServers)]
    public void A_cable_that_is_plugged_in_late_is_used()
    {
        using var lab = new DhcpLab();
        lab.Dnsmasq();
        lab.Client.Link.Down();
        var keeper = lab.Keep();
        DhcpLab.Until("no carrier is told", () => keeper.Reports is [{ Phase: InterfacePhase.NoCarrier, Word: "no carrier" }]);
        Assert.False(keeper.WaitForAddress(TimeSpan.FromSeconds(3)));
        Assert.Matches("^eth0 .*: no carrier$", keeper.Verdict());

        lab.Client.Link.Up();

        Assert.True(keeper.WaitForAddress(TimeSpan.FromSeconds(5)), keeper.Verdict());
    }

    [Needs(Need.DhcpServers)]
    public void A_server_that_starts_late_is_heard_at_the_next_question()
    {
        using var lab = new DhcpLab();
        var keeper = lab.Keep();
        Assert.False(keeper.WaitForAddress(TimeSpan.FromSeconds(12)));
        Assert.Matches("asked [0-9]+ times, no answer$", keeper.Verdict());

        lab.Dnsmasq();

        Assert.True(keeper.WaitForAddress(TimeSpan.FromSeconds(11)), keeper.Verdict());
    }

    [Needs(Need.DhcpServers)]
    public void A_static_address_goes_to_the_interface_with_a_cable()
    {
        using var lab = new DhcpLab(hosts: 3);
        lab.JoinThird();
        lab.Client.Link.Down();
        var settings = new InterfaceSettings(IPAddress.Parse("10.88.0.7"), 24, IPAddress.Parse("10.88.0.1"), []);
        var keeper = lab.Keep(
            new NetworkOptions
            {
                Interface = "eth0",
                Static = settings,
                HeadStart = TimeSpan.FromSeconds(1),
            }
        );

        DhcpLab.Until("ready", () => keeper.WaitForAddress(TimeSpan.Zero));

        Assert.Contains("10.88.0.7/24 brd 10.88.0.255", lab.Shown("addr", "show", "dev", "eth1"));
        Assert.Contains("default via 10.88.0.1 dev eth1", lab.Shown("route"));
        Assert.Equal("10.88.0.7/24, static", keeper.Reports.Single(report => report.Name == "eth1").Word);
    }

    [Needs(Need.DhcpServers)]
    public void The_next_program_goes_on_with_the_lease_of_the_last_and_asks_nobody()
    {
        using var lab = new DhcpLab();
        var server = lab.Dhcpd(leaseSeconds: 12);
        string text;
        IPAddress address;
        using (var first = lab.Keep())
        {
            Assert.True(first.WaitForAddress(s_patience), first.Verdict());
            text = LeaseText.Write(first.Leases);
            address = first.Reports[0].Address!;
        }

        var second = lab.Keep(new NetworkOptions { Leases = LeaseText.Read(text) });

        Assert.True(second.WaitForAddress(s_patience), second.Verdict());
        DhcpLab.Until("a renewal", () => Count(server.Errors, $"DHCPACK on {address}") >= 2);
        Assert.Equal(1, Count(server.Errors, "DHCPDISCOVER"));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
