using System;
using System.Linq;
using System.Net;
using Ka.Nodes;
using Xunit;

namespace Ka.Tests.Nodes;

public sealed class NodeSetTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.1-3", "10.0.0.1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.[1-2,9,20-21]", "10.0.0.1 10.0.0.2 10.0.0.9 10.0.0.20 10.0.0.21")]
    [InlineData("10.0.[0-1].[8-9]", "10.0.0.8 10.0.0.9 10.0.1.8 10.0.1.9")]
    [InlineData("10.0.[0-1].8-9", "10.0.0.8 10.0.0.9 10.0.1.8 10.0.1.9")]
    [InlineData("10.0.0.1,10.0.0.[1-2]", "10.0.0.1 10.0.0.2")]
    [InlineData("10.0.0.1[0-1]", "10.0.0.10 10.0.0.11")]
    [InlineData("10.0.0.2 10.0.0.1\n10.0.0.2", "10.0.0.2 10.0.0.1")]
    [InlineData("fd00::7", "fd00::7")]
    [InlineData("52-54-00-AB-cd-ef", "52:54:00:ab:cd:ef")]
    [InlineData("node[08-10],Rack-1.example.org", "node08 node09 node10 rack-1.example.org")]
    [InlineData("rack[1-2]-node-1", "rack1-node-1 rack2-node-1")]
    public void A_set_names_its_nodes_in_order_and_each_once(string words, string names) =>
        Assert.Equal(names, string.Join(' ', NodeSet.Parse(words).Names));

    [Fact]
    public void A_large_deployment_is_one_word() => Assert.Equal(1016, NodeSet.Parse("10.0.[0-3].[1-254]").Names.Count);

    [Fact]
    public void Only_addresses_decide_without_a_nodes_other_names()
    {
        Assert.False(NodeSet.Parse("10.0.0.[1-9]").MayContain(IPAddress.Parse("10.0.0.10")));
        Assert.True(NodeSet.Parse("10.0.0.[1-9],node7").MayContain(IPAddress.Parse("10.0.0.10")));
    }

    [Theory]
    [InlineData("", "no node is named")]
    [InlineData(" ", "no node is named")]
    [InlineData("10.1", "'10.1' is not a node")]
    [InlineData("7", "'7' is not a node")]
    [InlineData("10.0.0.300", "'10.0.0.300' is not a node")]
    [InlineData("10.0.0.[255-256]", "'10.0.0.256' is not a node")]
    [InlineData("10.0.0.1-300", "'10.0.0.256' is not a node")]
    [InlineData("10.0.0.[1-2", "a bracket that is not closed")]
    [InlineData("10.0.0.[]", "'' is not a number")]
    [InlineData("10.0.0.[a-b]", "'a' is not a number")]
    [InlineData("10.0.0.[1--2]", "'-2' is not a number")]
    [InlineData("10.0.0.9-1", "'9-1' runs backwards")]
    [InlineData("10.0.0.1,,10.0.0.2", "'' is not a node")]
    [InlineData("node_1", "'node_1' is not a node")]
    [InlineData("[0-255].[0-255].[0-255].[0-255]", "more than 65536 nodes")]
    [InlineData("node[1-99999999999]", "is not a number")]
    [InlineData("10.0.0.\u001b[1-2]", "is not a node")]
    public void A_malformed_part_is_named(string words, string what)
    {
        var message = Assert.Throws<FormatException>(() => NodeSet.Parse(words)).Message;

        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', message);
    }

    [Fact]
    public void Any_text_is_nodes_or_a_reason()
    {
        const string Letters = "0123456789.,[]-: an";
        const int Seed = 7;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                Assert.InRange(NodeSet.Parse(text).Names.Count, 1, NodePattern.MaxNames);
            }
            catch (FormatException)
            {
                // A reason; any other exception fails the test.
            }
        }
    }
}
