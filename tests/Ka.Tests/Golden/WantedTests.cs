using System;
using System.Net;
using Ka.Golden;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Golden;

public sealed class WantedTests
{
    [Theory]
    [InlineData("10.0.0.7", 1, "10.0.0.7")]
    [InlineData("10.0.0.5-8", 4, "10.0.0.5", "10.0.0.8")]
    [InlineData("10.0.0.[1-2,9],10.0.1.1", 4, "10.0.0.1", "10.0.0.9", "10.0.1.1")]
    [InlineData("10.0.0.1 10.0.0.2\n", 2, "10.0.0.2")]
    [InlineData("fd00::1", 1, "fd00::1")]
    public void Addresses_and_ranges_are_wanted(string words, int count, params string[] wanted)
    {
        var found = Wanted.Parse(words);
        Assert.Equal(count, found.Count);
        Assert.All(wanted, address => Assert.True(found.Has(IPAddress.Parse(address), null)));
        Assert.False(found.Mayhap(IPAddress.Parse("10.0.0.200")));
        Assert.False(found.Has(IPAddress.Parse("10.0.0.200"), null));
    }

    [Fact]
    public void A_hardware_address_is_known_by_what_the_node_says_of_itself()
    {
        var found = Wanted.Parse("52-54-00-AB-CD-EF");
        var card = new InventoryInterface(BytePath.FromText("eth0"), BytePath.FromText("52:54:00:ab:cd:ef"), default, 1000);
        var inventory = new Inventory(Firmware.Bios, false, 1, 1, default, 1, [card], []);
        Assert.True(found.Mayhap(IPAddress.Loopback));
        Assert.True(found.Has(IPAddress.Loopback, inventory));
        Assert.False(found.Has(IPAddress.Loopback, inventory with { Interfaces = [] }));
        Assert.False(found.Has(IPAddress.Loopback, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("node7")]
    [InlineData("10.0.0.8-5")]
    [InlineData("10.0.0.1-300")]
    [InlineData("10.0.0.[1-")]
    [InlineData("7")]
    public void What_is_no_node_is_named(string words) => Assert.Throws<FormatException>(() => Wanted.Parse(words));
}
