using System;
using Ka.Sender;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>The file of <c>--names</c>.</summary>
public sealed class HostNameMapTests
{
    [Fact]
    public void Addresses_of_both_kinds_have_names_and_comments_say_nothing()
    {
        var names = HostNameMap.Parse(
            "# rack 1\n\n52-54-00-12-34-5A  node1   # by the door\r\n10.0.0.31\tnode2.example.org\nfd00:0::1 node3",
            "names"
        );
        Assert.Equal(["52:54:00:12:34:5a node1", "10.0.0.31 node2.example.org", "fd00::1 node3"], names);
    }

    [Fact]
    public void Ranges_go_together_in_their_order_and_keep_their_zeros()
    {
        Assert.Equal(["10.0.0.9 n08", "10.0.0.10 n09", "10.0.0.31 n10"], HostNameMap.Parse("10.0.0.[9-10,31] n[08-10]", "names"));
        Assert.Equal(
            ["10.1.0.1 a1", "10.1.0.2 a2", "10.2.0.1 b1", "10.2.0.2 b2"],
            HostNameMap.Parse("10.1.0.[1-2] a[1-2]\n10.2.0.[1-2] b[1-2]", "names")
        );
        Assert.Equal(4, HostNameMap.Parse("10.[1-2].0.[1-2] rack[1-2]node[1-2]", "names").Count);
    }

    [Theory]
    [InlineData("10.0.0.1", "a line is an address and a name")]
    [InlineData("10.0.0.1 a b", "a line is an address and a name")]
    [InlineData("node1 10.0.0.1", "'node1' is not an address")]
    [InlineData("10.1 node1", "'10.1' is not a node")]
    [InlineData("10.0.0.1 node_1", "'node_1' is not a host name")]
    [InlineData("10.0.0.1 \u001b[31m", "not closed")]
    [InlineData("10.0.0.[1-3] node[1-2]", "'10.0.0.[1-3]' are 3, 'node[1-2]' are 2")]
    [InlineData("10.0.0.[3-1] node[3-1]", "'3-1' runs backwards")]
    [InlineData("10.0.0.[1-3 node[1-3]", "not closed")]
    [InlineData("10.0.0.[1-300] node[1-300]", "'10.0.0.256' is not a node")]
    [InlineData("10.0.0.1 other\n10.0.0.1 node1", "10.0.0.1 has a name already")]
    [InlineData("10.0.0.1 node1\n10.0.0.2 NODE1", "NODE1 is the name of another node already")]
    [InlineData("10.0.0.[1-2147483647] n[1-2147483647]", "is not a number of a range")]
    public void A_wrong_line_is_named(string text, string named)
    {
        var error = Assert.Throws<FormatException>(() => HostNameMap.Parse("# one\n" + text, "names"));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"'names' line {1 + text.Split('\n').Length}: ", error.Message, StringComparison.Ordinal);
    }
}
