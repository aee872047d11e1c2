using System;
using System.Linq;
using Ka.Operator;
using Xunit;

namespace Ka.Tests.Operator;

public sealed class NodeRangeTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.[1-3]", "10.0.0.1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.[1-2,9,20-21]", "10.0.0.1 10.0.0.2 10.0.0.9 10.0.0.20 10.0.0.21")]
    [InlineData("10.0.[0-1].[8-9]", "10.0.0.8 10.0.0.9 10.0.1.8 10.0.1.9")]
    [InlineData("10.0.0.1,10.0.0.[1-2]", "10.0.0.1 10.0.0.2")]
    [InlineData("10.0.0.1[0-1]", "10.0.0.10 10.0.0.11")]
    [InlineData("10.0.0.2 10.0.0.1 10.0.0.2", "10.0.0.2 10.0.0.1")]
    [InlineData("fd00::7", "fd00::7")]
    public void A_range_names_its_addresses_in_order_and_each_once(string words, string addresses) =>
        Assert.Equal(addresses, string.Join(' ', NodeRange.Parse(words.Split(' ')).Select(address => address.ToString())));

    [Fact]
    public void Sixty_four_nodes_are_sixty_four() => Assert.Equal(64, NodeRange.Parse(["10.0.0.[1-64]"]).Count);

    [Theory]
    [InlineData("", "'' is not an IP address")]
    [InlineData("golden", "'golden' is not an IP address")]
    [InlineData("10.1", "'10.1' is not an IP address")]
    [InlineData("10.0.0.300", "'10.0.0.300' is not an IP address")]
    [InlineData("10.0.0.[1-300]", "'300' is no number up to 255")]
    [InlineData("10.0.0.[1-2", "a bracket that is not closed")]
    [InlineData("10.0.0.[]", "'' is no number up to 255")]
    [InlineData("10.0.0.[a-b]", "'a' is no number up to 255")]
    [InlineData("10.0.0.[1--2]", "'-2' is no number up to 255")]
    [InlineData("10.0.0.[9-1]", "9-1 runs backwards")]
    [InlineData("10.0.0.1,,10.0.0.2", "'' is not an IP address")]
    [InlineData("[0-255].[0-255].[0-255].[0-255]", "more than 1024 nodes")]
    [InlineData("10.0.0.\u001b[1-2]", "is not an IP address")]
    public void What_is_none_is_named(string word, string what)
    {
        var message = Assert.Throws<FormatException>(() => NodeRange.Parse([word])).Message;
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', message);
    }

    [Fact]
    public void Any_word_is_addresses_or_a_reason()
    {
        const string Letters = "0123456789.,[]-: a";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                Assert.InRange(NodeRange.Parse([word]).Count, 1, NodeRange.MostNodes);
            }
            catch (FormatException)
            {
            }
        }
    }
}
