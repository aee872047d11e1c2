using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>Leases as text, one line each, words <c>key=value</c>: what one program leaves to the next in a file. Readable by
/// people.</summary>
public static class LeaseText
{
    private const string Forever = "forever";

    /// <summary>Writes the leases as text, one line for each, in their order.</summary>
    public static string Write(IEnumerable<KeptLease> leases)
    {
        var text = new StringBuilder();
        foreach (var lease in leases)
            text.AppendJoin(' ', Words(lease)).Append('\n');
        return text.ToString();
    }

    /// <summary>Lines that cannot be read are left out: their machines ask anew, which costs a second.</summary>
    public static IReadOnlyList<KeptLease> Read(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<KeptLease>()];

    private static IEnumerable<string> Words(KeptLease kept)
    {
        var lease = kept.Lease;
        yield return $"mac={kept.Mac}";
        yield return $"address={lease.Address}";
        yield return string.Create(CultureInfo.InvariantCulture, $"prefix={lease.PrefixLength}");
        yield return $"server={lease.Server}";
        yield return $"granted={Seconds(kept.GrantedAt)}";
        yield return $"duration={Seconds(lease.Times.Duration)}";
        yield return $"renewal={Seconds(lease.Times.Renewal)}";
        yield return $"rebinding={Seconds(lease.Times.Rebinding)}";
        if (lease.Router is not null)
            yield return $"router={lease.Router}";
        if (lease.NameServers.Count > 0)
            yield return $"dns={string.Join(',', lease.NameServers)}";
        if (lease.HostName is not null)
            yield return $"host={lease.HostName}";
        if (lease.Domain is not null)
            yield return $"domain={lease.Domain}";
        if (lease.NextServer is not null)
            yield return $"next={lease.NextServer}";
        if (lease.BootFile is not null)
            yield return $"file={lease.BootFile}";
    }

    private static string Seconds(TimeSpan time) =>
        time == TimeSpan.MaxValue ? Forever : time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static KeptLease? Parse(string line)
    {
        var values = new Dictionary<string, string>();
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                values[word[..at]] = word[(at + 1)..];
        var isWhole =
            MacAddress.TryParse(values.GetValueOrDefault("mac", ""), out var mac)
            & IPv4.TryParse(values.GetValueOrDefault("address"), out var address)
            & IPv4.TryParse(values.GetValueOrDefault("server"), out var server)
            & int.TryParse(values.GetValueOrDefault("prefix"), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            & TryTime(values, "granted", out var granted)
            & TryTime(values, "duration", out var duration)
            & TryTime(values, "renewal", out var renewal)
            & TryTime(values, "rebinding", out var rebinding);
        if (!isWhole || prefix is < 1 or > 32)
            return null;
        return new KeptLease(
            mac,
            new Lease
            {
                Address = address,
                PrefixLength = prefix,
                Server = server,
                Times = new LeaseTimes(duration, renewal, rebinding),
                Router = Optional(values, "router"),
                NameServers = [.. values.GetValueOrDefault("dns", "").Split(',').Select(Address).OfType<IPAddress>()],
                HostName = values.GetValueOrDefault("host"),
                Domain = values.GetValueOrDefault("domain"),
                NextServer = Optional(values, "next"),
                BootFile = values.GetValueOrDefault("file"),
            },
            granted
        );
    }

    private static IPAddress? Optional(Dictionary<string, string> values, string key) => Address(values.GetValueOrDefault(key));

    private static IPAddress? Address(string? text) => IPv4.TryParse(text, out var address) ? address : null;

    private static bool TryTime(Dictionary<string, string> values, string key, out TimeSpan time)
    {
        time = TimeSpan.MaxValue;
        var text = values.GetValueOrDefault(key);
        if (text == Forever)
            return true;
        var isNumber =
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= uint.MaxValue;
        if (isNumber)
            time = TimeSpan.FromSeconds(seconds);
        return isNumber;
    }
}
