using System.Linq;
using System.Net;
using Ka.Coordination;
using Xunit;

namespace Ka.Tests.Coordination;

public sealed class NodeAddressOrderTests
{
    [Fact]
    public void Nodes_stand_by_address_as_a_number_then_port_then_id()
    {
        string[] expected =
        [
            "9.255.255.255:1#9",
            "10.0.0.2:30764#8",
            "10.0.0.10:100#7",
            "10.0.0.10:30764#2",
            "10.0.0.10:30764#6",
            "200.0.0.1:1#5",
            "[fd00::2]:1#4",
            "[fd00::10]:1#3",
        ];
        var sorted = expected
            .Reverse()
            .Select(Parse)
            .Order(NodeAddressOrder.Instance)
            .Select(entry => $"{entry.Address}#{entry.Node}");
        Assert.Equal(expected, sorted);
    }

    private static (IPEndPoint Address, uint Node) Parse(string text)
    {
        var parts = text.Split('#');
        return (IPEndPoint.Parse(parts[0]), uint.Parse(parts[1], null));
    }
}
