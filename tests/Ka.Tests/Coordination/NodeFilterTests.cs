using System;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Nodes;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

public sealed class NodeFilterTests
{
    [Theory]
    [InlineData("10.0.0.5-8", "10.0.0.8")]
    [InlineData("10.0.[0-1].[1-2,9]", "10.0.1.9")]
    [InlineData("fd00::1", "fd00:0::1")]
    public void A_set_of_addresses_decides_before_a_node_describes_itself(string words, string address)
    {
        var filter = new NodeFilter(NodeSet.Parse(words));

        Assert.True(filter.MayMatch(IPAddress.Parse(address)));
        Assert.True(filter.Matches(IPAddress.Parse(address), default, null));
        Assert.False(filter.MayMatch(IPAddress.Parse("10.0.0.200")));
        Assert.False(filter.Matches(IPAddress.Parse("10.0.0.200"), default, null));
    }

    [Fact]
    public void A_hardware_address_is_matched_by_the_interfaces_that_the_node_reports()
    {
        var filter = new NodeFilter(NodeSet.Parse("52-54-00-AB-CD-EF"));
        var card = new InventoryInterface(BytePath.FromText("eth0"), BytePath.FromText("52:54:00:ab:cd:ef"), default, 1000);
        var inventory = new Inventory
        {
            Firmware = Firmware.Bios,
            SecureBoot = false,
            Memory = 1,
            Processors = 1,
            Processor = default,
            Devices = 1,
            Interfaces = [card],
            Disks = [],
        };

        Assert.True(filter.MayMatch(IPAddress.Loopback));
        Assert.True(filter.Matches(IPAddress.Loopback, default, inventory));
        Assert.False(filter.Matches(IPAddress.Loopback, default, inventory with { Interfaces = [] }));
        Assert.False(filter.Matches(IPAddress.Loopback, default, null));
    }

    [Theory]
    [InlineData("node[01-03]", "node02", true)]
    [InlineData("node[01-03]", "Node02.example.org", true)]
    [InlineData("node02.example.org", "node02.example.org", true)]
    [InlineData("node[01-03]", "node2", false)]
    public void A_host_name_is_matched_with_and_without_its_domain(string words, string host, bool matches) =>
        Assert.Equal(matches, new NodeFilter(NodeSet.Parse(words)).Matches(IPAddress.Loopback, BytePath.FromText(host), null));
}
