using System;
using System.Globalization;
using System.Text.Json;

namespace Ka.TestKit;

/// <summary>The cable between a host and the bridge: it can be pulled, and made slower, both ways alike.</summary>
public sealed class LabLink
{
    private readonly string _bridge;
    private readonly string _port;
    private readonly string _host;

    internal LabLink(string bridge, string port, string host)
    {
        _bridge = bridge;
        _port = port;
        _host = host;
    }

    /// <summary>Bytes that went over it to the host since it was made, as the kernel counts Ethernet frames.</summary>
    public long BytesToHost()
    {
        using var shown = JsonDocument.Parse(
            Child.Run("ip", "-netns", _bridge, "-json", "-statistics", "link", "show", "dev", _port)
        );
        return shown.RootElement[0].GetProperty("stats64").GetProperty("tx").GetProperty("bytes").GetInt64();
    }

    /// <summary>Pulls the cable: the host loses its carrier, nothing is said to anybody.</summary>
    public void Down() => IpTool.Link(_bridge, [$"link set {_port} down"]);

    /// <summary>Plugs it in again.</summary>
    public void Up() => IpTool.Link(_bridge, [$"link set {_port} up"]);

    /// <summary>Shapes it with tbf (tc-tbf(8)), which counts whole Ethernet frames without preamble and checksum: TCP over
    /// IPv4 with time stamps carries at most 1448 bytes in 1514 counted ones, 95.6 % of the rate.</summary>
    /// <param name="mbit">Mbit/s, of 1,000,000 bits.</param>
    public void Rate(int mbit)
    {
        IpTool.Traffic(_host, [Shaping("eth0", mbit)]);
        IpTool.Traffic(_bridge, [Shaping(_port, mbit)]);
    }

    /// <summary>As fast as the machine again.</summary>
    public void Unshape()
    {
        IpTool.Traffic(_host, ["qdisc del dev eth0 root"]);
        IpTool.Traffic(_bridge, [$"qdisc del dev {_port} root"]);
    }

    /// <summary>The bucket takes 2 ms of the rate, and at least the largest segment that the sender hands down in one piece
    /// (64 KiB): a smaller one makes tbf cut every piece up and costs 2 % of the rate.</summary>
    internal static string Shaping(string device, int mbit)
    {
        var burst = Math.Max(96 << 10, mbit * 1_000_000L / 8 / 500);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"qdisc replace dev {device} root tbf rate {mbit}mbit burst {burst} latency 20ms"
        );
    }
}
