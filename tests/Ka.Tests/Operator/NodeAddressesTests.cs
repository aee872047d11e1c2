using System;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Nodes;
using Ka.Operator;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Operator;

/// <summary>Where nodes are that are named by host name or hardware address.</summary>
public sealed class NodeAddressesTests
{
    private static readonly HostsFile s_hosts = HostsFile.Parse(
        """
        127.0.0.1 localhost
        10.9.0.7	node07.example.org node07 # the old one
        10.9.0.8 node08
        10.9.0.99 node08
        no-address node09
        """
    );

    private static readonly NodeAddresses s_nodes = new(
        [
            Row("10.0.0.7", "node07", NodeStage.Receiving, "52:54:00:00:00:07", "52:54:00:00:01:07"),
            Row("10.0.0.11", "node11.example.org", NodeStage.Gone, "52:54:00:00:00:11"),
            Row("10.0.0.12", "node11.example.org", NodeStage.Waiting, "52:54:00:00:00:11"),
            Row("10.0.0.13", "rescue", NodeStage.Waiting),
            Row("10.0.0.14", "rescue", NodeStage.Waiting),
            Row("10.0.0.15", "node15", NodeStage.Gone),
        ],
        s_hosts
    );

    [Theory]
    [InlineData("10.7.0.1-3", "10.7.0.1 10.7.0.2 10.7.0.3")]
    [InlineData("node07 52:54:00:00:01:07 10.0.0.7", "10.0.0.7")]
    [InlineData("52-54-00-00-00-07", "10.0.0.7")]
    [InlineData("node[07-08]", "10.0.0.7 10.9.0.8")]
    [InlineData("NODE07.example.org", "10.9.0.7")]
    // A node that came back under another address is there, not where it was.
    [InlineData("node11,52:54:00:00:00:11", "10.0.0.12")]
    [InlineData("node15", "10.0.0.15")]
    public void A_name_is_that_of_the_table_or_else_of_the_hosts_file(string words, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', s_nodes.Of(NodeSet.Parse(words))));

    [Theory]
    [InlineData("node09", "'node09' is no node of the run, and not in /etc/hosts")]
    [InlineData("52:54:00:00:00:99", "'52:54:00:00:00:99' is no node of the run")]
    [InlineData("10.0.0.7 rescue", "'rescue' is the name of several nodes: 10.0.0.13, 10.0.0.14")]
    public void A_name_without_one_address_is_named(string words, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => s_nodes.Of(NodeSet.Parse(words))).Message);

    private static NodeRow Row(string address, string host, NodeStage stage, params string[] macs) =>
        new()
        {
            Address = IPAddress.Parse(address),
            Host = BytePath.FromText(host),
            Stage = stage,
            Macs = [.. macs.Select(text => MacAddress.TryParse(text, out var mac) ? mac : default)],
        };
}
