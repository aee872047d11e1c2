using System;
using System.Linq;
using System.Net;
using Ka.Sender;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sender;

/// <summary>The file of <c>--names</c>.</summary>
public sealed class NamesFileTests
{
    [Fact]
    public void Addresses_of_both_kinds_have_names_and_comments_say_nothing() =>
        Assert.Equal(
            ["52:54:00:12:34:5a node1", "10.0.0.31 node2.example.org", "fd00::1 node3"],
            Read("# rack 1\n\n52-54-00-12-34-5A  node1   # by the door\r\n10.0.0.31\tnode2.example.org\nfd00:0::1 node3")
        );

    [Fact]
    public void Ranges_go_together_in_their_order_and_keep_their_zeros()
    {
        Assert.Equal(["10.0.0.9 n08", "10.0.0.10 n09", "10.0.0.31 n10"], Read("10.0.0.[9-10,31] n[08-10]"));
        Assert.Equal(
            ["10.1.0.1 a1", "10.1.0.2 a2", "10.2.0.1 b1", "10.2.0.2 b2"],
            Read("10.1.0.[1-2] a[1-2]\n10.2.0.[1-2] b[1-2]")
        );
        Assert.Equal(4, Read("10.[1-2].0.[1-2] rack[1-2]node[1-2]").Length);
    }

    [Fact]
    public void A_line_has_addresses_and_variables_behind_the_name() =>
        Assert.Equal(
            [
                "10.0.0.31 n01 address=10.1.0.1/24 gateway=10.1.0.254 dns=10.1.0.53,10.1.0.54 rack=b 2 address.eno2=10.2.0.1/16",
                "10.0.0.32 n02 address=10.1.0.2/24 gateway=10.1.0.254 dns=10.1.0.53,10.1.0.54 rack=b 2 address.eno2=10.2.0.2/16",
                "10.0.0.40  address=dhcp",
                "10.0.0.41 m1 slot=s1",
                "10.0.0.42 m2 slot=s2",
            ],
            Read(
                "10.0.0.31-32 n[01-02] address=10.1.0.1-2/24 gateway=10.1.0.254 dns=10.1.0.53,10.1.0.54 rack=\"b 2\" "
                    + "address.eno2=10.2.0.[1-2]/16\n10.0.0.40 address=dhcp\n10.0.0.[41-42] m[1-2] slot=s[1-2]\n"
            )
        );

    [Theory]
    [InlineData("Node,Name,Address,Gateway,DNS,rack\n")]
    [InlineData("\ufeffnode,name,address,gateway,dns,rack\r\n")]
    public void A_table_of_a_spreadsheet_has_its_columns_in_the_first_line(string head) =>
        Assert.Equal(
            [
                "52:54:00:12:34:56 n1 address=10.1.0.1/24 gateway=10.1.0.254 dns=10.1.0.53,10.1.0.54 rack=a \"b\" # c",
                "10.0.0.31 n2 rack=x",
                "10.0.0.32  address=10.1.0.3/24",
            ],
            Read(
                head
                    + "52:54:00:12:34:56,n1,10.1.0.1/24,10.1.0.254,\"10.1.0.53,10.1.0.54\",\"a \"\"b\"\" # c\"\r\n"
                    + "10.0.0.31 , n2,,-,,x\n10.0.0.32,,10.1.0.3/24\n"
            )
        );

    [Fact]
    public void Columns_may_be_apart_by_blanks_and_a_line_of_ranges_is_many_rows() =>
        Assert.Equal(
            ["10.0.0.1 n1 address=10.1.0.1/24", "10.0.0.2 n2 address=10.1.0.2/24", "10.0.0.3 n3"],
            Read("# c\nnode          name    address\n10.0.0.[1-2]  n[1-2]  10.1.0.[1-2]/24\n10.0.0.3      n3      -\n")
        );

    [Theory]
    [InlineData("10.0.0.1", "a line is a node, its name, and words KEY=VALUE")]
    [InlineData("10.0.0.1 a b", "'b' is not KEY=VALUE")]
    [InlineData("node1 10.0.0.1", "'node1' is not an address")]
    [InlineData("10.1 node1", "'10.1' is not a node")]
    [InlineData("10.0.0.1 node_1", "'node_1' is not a host name")]
    [InlineData("10.0.0.1 \u001b[31m", "not closed")]
    [InlineData("10.0.0.[1-3] node[1-2]", "'10.0.0.[1-3]' are 3, 'node[1-2]' are 2")]
    [InlineData("10.0.0.[3-1] node[3-1]", "'3-1' runs backwards")]
    [InlineData("10.0.0.[1-3 node[1-3]", "not closed")]
    [InlineData("10.0.0.[1-300] node[1-300]", "'10.0.0.256' is not a node")]
    [InlineData("10.0.0.1 other\n10.0.0.1 node1", "10.0.0.1 has a line already")]
    [InlineData("10.0.0.1 node1\n10.0.0.2 NODE1", "NODE1 is the name of another node already")]
    [InlineData("10.0.0.[1-2147483647] n[1-2147483647]", "is not a number of a range")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1", "10.1.0.1 lacks the length of its network's prefix: 10.1.0.1/24")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/33", "'/33' is not a prefix")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/255.255.255.0", "'/255.255.255.0' is not a prefix")]
    [InlineData("10.0.0.1 n1 address=10.1.0.0/24", "10.1.0.0/24 is the network, and no machine's")]
    [InlineData("10.0.0.1 n1 address=10.1.0.255/24", "10.1.0.255/24 is the broadcast address")]
    [InlineData("10.0.0.1 n1 address=fd00::1/64", "'fd00::1' is not the IPv4 address of a machine")]
    [InlineData("10.0.0.1 n1 address=10.01.0.1/24", "is not the IPv4 address of a machine")]
    [InlineData("10.0.0.1 n1 address=127.0.0.1/8", "is not the IPv4 address of a machine")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/24 gateway=10.2.0.254", "10.2.0.254 is not in 10.1.0.0/24")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/24 gateway=10.1.0.1", "10.1.0.1 is the address and its gateway")]
    [InlineData("10.0.0.1 n1 gateway=10.1.0.1", "gateway is given without address")]
    [InlineData("10.0.0.1 n1 gateway.eno2=10.1.0.1 address=10.1.0.2/24", "gateway.eno2 is given without address.eno2")]
    [InlineData("10.0.0.1 n1 address=dhcp gateway=10.1.0.1", "address is dhcp, and gateway is given, too")]
    [InlineData("10.0.0.1 n1 dns=10.1.0.1", "dns is given without address")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/24 dns=ns.example.org", "'ns.example.org' is not the IPv4 address")]
    [InlineData("10.0.0.1 n1 address=10.1.0.1/24 address=10.1.0.2/24", "address is given twice")]
    [InlineData(
        "10.0.0.1 n1 address=10.1.0.7/24\n10.0.0.2 n2 address=10.1.0.7/24",
        "10.1.0.7 is the address of 10.0.0.1 already"
    )]
    [InlineData("10.0.0.[1-2] n[1-2] address=10.1.0.7/24", "10.1.0.7 is the address of 10.0.0.1 already")]
    [InlineData("10.0.0.[1-2] n[1-2] address=10.1.0.[1-3]/24", "'10.0.0.[1-2]' are 2, '10.1.0.[1-3]' are 3")]
    [InlineData("10.0.0.1 n1 address=10.9.9.9/24", "10.9.9.9 is the address of this machine already")]
    [InlineData("10.0.0.1 n1 Rack=b", "'Rack' is not the name of a variable")]
    [InlineData("10.0.0.1 n1 mac=b", "mac is not given like that")]
    [InlineData("10.0.0.1 n1 rack=\"b", "a quote is not closed")]
    [InlineData("node name name\n", "two columns are named 'name'")]
    [InlineData("node,name,\n", "a column has no name")]
    [InlineData("node,name\n10.0.0.1,n1,10.1.0.1/24", "3 fields, and the first line names 2")]
    public void A_wrong_line_is_named(string text, string named)
    {
        var error = Assert.Throws<FormatException>(() => Read("# one\n" + text));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"'names' line {1 + text.TrimEnd('\n').Split('\n').Length}: ", error.Message, StringComparison.Ordinal);
    }

    private static string[] Read(string text) => [.. NamesFile.Parse(text, "names", [IPAddress.Parse("10.9.9.9")]).Select(Words)];

    private static string Words(PlanNode node) =>
        $"{node.Node} {node.Name}" + string.Concat(node.Values.Select(value => $" {value.Key}={value.Value}"));
}
