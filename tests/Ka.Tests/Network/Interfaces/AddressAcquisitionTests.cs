using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Network.Dhcp;
using Ka.Network.Interfaces;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Network.Interfaces;

/// <summary>Which interface is used, when, and what is said of the others; in virtual time.</summary>
public sealed class AddressAcquisitionTests
{
    private readonly List<NetworkAction> _done = [];
    private readonly Dictionary<int, NetworkLink> _links = [];
    private TimeSpan _now;
    private AddressAcquisition _search = new(new NetworkOptions(), new Random(3));

    [Theory]
    [InlineData("", true, false, true)]
    [InlineData("veth", true, false, true)]
    [InlineData("", true, true, false)]
    [InlineData("", false, false, false)]
    [InlineData("bridge", true, false, false)]
    [InlineData("bond", true, false, false)]
    [InlineData("vlan", true, false, false)]
    [InlineData("tun", true, false, false)]
    public void Only_a_cable_is_wired(string kind, bool isEthernet, bool isWireless, bool expected) =>
        Assert.Equal(
            expected,
            AddressAcquisition.IsWired(
                new NetworkLink
                {
                    Index = 1,
                    Name = "x",
                    Kind = kind,
                    Mac = default,
                    IsEthernet = isEthernet,
                    IsUp = true,
                    HasCarrier = true,
                },
                isWireless
            )
        );

    [Fact]
    public void Every_interface_is_set_up_and_asked_on_once_it_has_carrier()
    {
        See(1, carrier: false, up: false);
        See(2, carrier: false, up: false);
        Assert.Equal([1, 2], _done.OfType<NetworkAction.SetUp>().Select(action => action.Link));
        See(1, carrier: true);
        See(2, carrier: false);

        Assert.Equal([1], Questions());
        Pass(40);
        See(2, carrier: true);

        Assert.Contains(2, Questions());
        Assert.Equal([InterfacePhase.Asking, InterfacePhase.Asking], _search.Reports.Select(report => report.Phase));
        Assert.Equal(40, _search.Reports[1].Since.TotalSeconds, 0.1);
    }

    [Fact]
    public void A_lease_becomes_an_address_and_a_route_and_ends_the_wait()
    {
        See(1, carrier: true);
        Assert.False(_search.IsReady(_now));
        Lease(1, "10.0.0.57");

        Assert.True(_search.IsReady(_now));
        Assert.Contains(new NetworkAction.AddAddress(1, IPAddress.Parse("10.0.0.57"), 24), _done);
        Assert.Contains(new NetworkAction.AddRoute(1, IPAddress.Parse("10.0.0.254"), 101), _done);
        Assert.Equal("eth1 (52:54:00:00:00:01): 10.0.0.57/24 from 10.0.0.1", _search.Verdict());
    }

    [Fact]
    public void The_preferred_interface_has_a_head_start_and_the_better_route()
    {
        _search = new AddressAcquisition(new NetworkOptions { BootMac = Mac(2), Interface = "eth1" }, new Random(3));
        See(1, carrier: true);
        See(2, carrier: true);
        Lease(1, "10.0.0.57");
        Pass(4.9);
        Assert.False(_search.IsReady(_now));
        Lease(2, "10.0.0.58");

        Assert.True(_search.IsReady(_now));
        Assert.Equal([101u, 100u], _done.OfType<NetworkAction.AddRoute>().Select(route => route.Metric));
        Assert.Equal([false, true], _search.Reports.Select(report => report.IsPreferred));
    }

    [Fact]
    public void Another_interface_will_do_when_the_head_start_is_over()
    {
        _search = new AddressAcquisition(new NetworkOptions { Interface = "eth1" }, new Random(3));
        See(1, carrier: true);
        See(2, carrier: true);
        Lease(2, "10.0.0.58");
        Assert.False(_search.IsReady(_now));
        Pass(5.1);

        Assert.True(_search.IsReady(_now));
    }

    [Fact]
    public void A_static_address_goes_to_the_preferred_interface_when_it_has_a_cable()
    {
        _search = new AddressAcquisition(new NetworkOptions { Interface = "eth2", Static = Fixed() }, new Random(3));
        See(1, carrier: true);
        See(2, carrier: false);
        Pass(4);
        See(2, carrier: true);
        Pass(10);

        Assert.Equal([2], _done.OfType<NetworkAction.AddAddress>().Select(action => action.Link));
        Assert.Equal([InterfacePhase.Idle, InterfacePhase.Ready], _search.Reports.Select(report => report.Phase));
        Assert.Empty(Questions());
    }

    [Fact]
    public void A_static_address_goes_to_another_interface_when_the_preferred_one_has_no_cable()
    {
        _search = new AddressAcquisition(new NetworkOptions { Interface = "eth2", Static = Fixed() }, new Random(3));
        See(1, carrier: true);
        See(2, carrier: false);
        Pass(4.9);
        Assert.Empty(_done.OfType<NetworkAction.AddAddress>());
        Pass(0.2);

        Assert.Equal([1], _done.OfType<NetworkAction.AddAddress>().Select(action => action.Link));
    }

    [Fact]
    public void Carrier_that_goes_within_the_head_start_leaves_nothing_due_and_starts_it_anew()
    {
        _search = new AddressAcquisition(new NetworkOptions { Interface = "eth2", Static = Fixed() }, new Random(3));
        See(1, carrier: true);
        See(1, carrier: false);
        Pass(10);
        Assert.True(_search.Due > _now, $"due at {_search.Due}, now {_now}");
        See(1, carrier: true);
        Pass(4.9);
        Assert.Empty(_done.OfType<NetworkAction.AddAddress>());
        Pass(0.2);

        Assert.Equal([1], _done.OfType<NetworkAction.AddAddress>().Select(action => action.Link));
    }

    [Fact]
    public void A_cable_that_was_pulled_and_plugged_in_again_has_the_lease_confirmed_at_once()
    {
        See(1, carrier: true);
        Lease(1, "10.0.0.57");
        See(1, carrier: false);
        Assert.False(_search.IsReady(_now));
        var before = _done.Count;
        Pass(20);
        Assert.Equal(before, _done.Count);

        See(1, carrier: true);

        Assert.Equal("10.0.0.57", Said(1).Own.ToString());
        Assert.True(_search.IsReady(_now));
    }

    [Fact]
    public void An_address_that_the_kernel_refuses_is_said_and_tried_again()
    {
        See(1, carrier: true);
        Lease(1, "10.0.0.57");
        var first = _done.OfType<NetworkAction.AddAddress>().Single();
        _search.Settle(first, "cannot use 10.0.0.57: EPERM", _now);
        _search.Settle(_done.OfType<NetworkAction.AddRoute>().Single(), null, _now);

        Assert.False(_search.IsReady(_now));
        Assert.EndsWith("cannot use 10.0.0.57: EPERM", _search.Verdict());
        Pass(2.1);
        Assert.Equal(2, _done.OfType<NetworkAction.AddAddress>().Count());
        _search.Settle(first, null, _now);
        Assert.True(_search.IsReady(_now));
    }

    [Fact]
    public void A_way_out_that_the_kernel_refuses_does_not_keep_the_node_from_its_own_network()
    {
        See(1, carrier: true);
        Lease(1, "10.0.0.57");
        _search.Settle(_done.OfType<NetworkAction.AddRoute>().Single(), "cannot use router 10.0.0.57: EINVAL", _now);

        Assert.True(_search.IsReady(_now));
        Assert.EndsWith("EINVAL", _search.Verdict());
    }

    [Fact]
    public void An_interface_that_is_gone_is_forgotten()
    {
        See(1, carrier: true);
        _links.Clear();
        See(2, carrier: false);

        Assert.Equal("eth2", Assert.Single(_search.Reports).Name);
    }

    [Fact]
    public void Without_any_interface_that_is_said() =>
        Assert.Equal("no wired network interface (is its driver in the image?)", _search.Verdict());

    [Fact]
    public void Questions_without_answer_are_counted()
    {
        See(1, carrier: true);
        Assert.EndsWith(": asked once, no answer yet", _search.Verdict());
        Pass(30);
        Assert.Matches(": asked [4-7] times, no answer$", _search.Verdict());
    }

    [Fact]
    public void A_renewal_that_changes_nothing_is_not_told()
    {
        See(1, carrier: true);
        Lease(1, "10.0.0.57");
        var before = _search.Reports.Single();
        Pass(1801);
        Assert.Equal(before, _search.Reports.Single());
        Assert.IsType<DhcpAction.AskServer>(_done.OfType<NetworkAction.Say>().Last().What);
    }

    [Fact]
    public void Name_servers_end_up_in_a_resolver_file()
    {
        var one = Fixed() with
        {
            NameServers = [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")],
            Domain = "room.example",
        };
        var other = Fixed() with
        {
            NameServers = [IPAddress.Parse("10.0.0.3"), IPAddress.Parse("10.0.0.4"), IPAddress.Parse("10.0.0.5")],
        };

        Assert.Equal(
            "nameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\nsearch room.example\n",
            ResolverFile.Text([one, other])
        );
        Assert.Equal("", ResolverFile.Text([Fixed()]));
        using var directory = new TempDir();
        var path = directory.In("resolv.conf");
        ResolverFile.Write(path, [other]);
        ResolverFile.Write(path, [one]);
        Assert.Equal(ResolverFile.Text([one]), System.IO.File.ReadAllText(path.ToString()));
    }

    private static InterfaceSettings Fixed() => new(IPAddress.Parse("10.0.0.9"), 24, null, []);

    private static MacAddress Mac(int link) => new([0x52, 0x54, 0, 0, 0, (byte)link]);

    private void See(int link, bool carrier, bool up = true)
    {
        _links[link] = new NetworkLink
        {
            Index = link,
            Name = $"eth{link}",
            Kind = "",
            Mac = Mac(link),
            IsEthernet = true,
            IsUp = up,
            HasCarrier = carrier,
        };
        Do(_search.See([.. _links.Values], _now));
    }

    /// <summary>A server answers the interface's question with this address.</summary>
    private void Lease(int link, string given)
    {
        foreach (var type in new[] { ReplyBytes.Offer, ReplyBytes.Ack })
            Do(
                _search.Receive(
                    link,
                    DhcpReply.Decode(
                        new ReplyBytes
                        {
                            Transaction = Said(link).Transaction,
                            Client = Mac(link),
                            Given = given,
                        }
                            .With(53, type)
                            .With(54, "10.0.0.1")
                            .With(51, 3600u)
                            .With(1, "255.255.255.0")
                            .With(3, "10.0.0.254")
                            .ToArray()
                    ),
                    _now
                )
            );
    }

    private DhcpRequest Said(int link) =>
        ((DhcpAction.Ask)_done.OfType<NetworkAction.Say>().Last(say => say.Link == link).What).Message;

    private IEnumerable<int> Questions() => _done.OfType<NetworkAction.Say>().Select(say => say.Link);

    private void Pass(double seconds)
    {
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end; )
        {
            _now = _search.Due < end ? (_search.Due > _now ? _search.Due : _now + TimeSpan.FromMilliseconds(1)) : end;
            Do(_search.Tick(_now));
        }
    }

    private void Do(IReadOnlyList<NetworkAction> actions) => _done.AddRange(actions);
}
