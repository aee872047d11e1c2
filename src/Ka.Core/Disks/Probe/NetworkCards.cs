using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>This machine's wired network cards, as sysfs has them (Documentation/ABI/testing/sysfs-class-net).</summary>
public sealed class NetworkCards
{
    private const string Ethernet = "1";

    private readonly BytePath _sys;
    private readonly string _routes;

    /// <param name="sys">The mount point of sysfs.</param>
    /// <param name="routes">The text of /proc/net/route.</param>
    internal NetworkCards(BytePath sys, string routes) => (_sys, _routes) = (sys, routes);

    /// <summary>The cards in the order of their places; one of them is the main one: it has the default route, or else a
    /// cable.</summary>
    public static IReadOnlyList<NetworkCard> Read() =>
        new NetworkCards(BytePath.FromText("/sys"), Text(BytePath.FromText("/proc/net/route"))).All();

    /// <summary>The cards with another main one: that which has an address.</summary>
    public static IReadOnlyList<NetworkCard> WithMain(IReadOnlyList<NetworkCard> cards, IReadOnlyList<string> addresses)
    {
        foreach (var found in NetworkInterfaces.WithBroadcast())
            if (addresses.Contains(found.Address.ToString()) && cards.Any(card => card.Name == found.Interface))
                return [.. cards.Select(card => card with { IsMain = card.Name == found.Interface })];
        return cards;
    }

    internal IReadOnlyList<NetworkCard> All()
    {
        var cards = new List<NetworkCard>();
        foreach (var name in Names(Class))
            if (Card(name) is { } card)
                cards.Add(card);
        cards.Sort(
            (a, b) =>
                string.CompareOrdinal(Order(a.Path), Order(b.Path)) is var places and not 0
                    ? places
                    : string.CompareOrdinal(Order(a.Name), Order(b.Name))
        );
        var route = DefaultRoute();
        var main =
            Lower(route).FirstOrDefault(name => cards.Any(card => card.Name == name))
            ?? cards.FirstOrDefault(card => Attribute(card.Name, "carrier") == "1")?.Name
            ?? cards.FirstOrDefault()?.Name;
        var isUpper = Lower(route).Any(name => name == main) && route != main;
        return
        [
            .. cards.Select(card =>
                card with
                {
                    IsMain = card.Name == main,
                    Route = card.Name == main && isUpper ? route : null,
                }
            ),
        ];
    }

    private NetworkCard? Card(string name)
    {
        // Virtual interfaces hang on no device; a radio has its phy.
        if (Attribute(name, "type") != Ethernet || Attribute(name, "device/uevent").Length == 0)
            return null;
        if (Attribute(name, "phy80211/name").Length > 0)
            return null;
        // In a bond, all members have one address.
        var permanent = Attribute(name, "bonding_slave/perm_hwaddr");
        if (!MacAddress.TryParse(permanent.Length > 0 ? permanent : Attribute(name, "address"), out var mac))
            return null;
        return new NetworkCard
        {
            Name = name,
            Mac = mac.ToString(),
            Driver = Driver(name),
            Speed =
                int.TryParse(Attribute(name, "speed"), NumberStyles.None, CultureInfo.InvariantCulture, out var speed)
                && speed > 0
                    ? speed
                    : null,
            Path = Place(name),
        };
    }

    private string? Driver(string name)
    {
        foreach (var line in Attribute(name, "device/uevent").Split('\n'))
            if (line.StartsWith("DRIVER=", StringComparison.Ordinal))
                return line["DRIVER=".Length..];
        return null;
    }

    /// <summary>What the link of the class leads to: ../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth0.</summary>
    private string Place(string name)
    {
        Span<byte> target = stackalloc byte[1024];
        if (Files.TryOpenDirectory(Class, out var directory) is { IsSuccess: false })
            return "";
        using (directory)
        {
            var read = Files.ReadSymbolicLink(directory, BytePath.FromText(name), target);
            if (!read.IsSuccess)
                return "";
            var path = SurrogateEscape.Decode(target[..(int)read.Value]);
            var (start, end) = (
                path.IndexOf("/devices/", StringComparison.Ordinal),
                path.LastIndexOf("/net/", StringComparison.Ordinal)
            );
            return start >= 0 && end > start ? path[(start + "/devices/".Length)..end] : "";
        }
    }

    /// <summary>The interface of the default route with the smallest metric; empty: there is none.</summary>
    private string DefaultRoute()
    {
        var (best, metric) = ("", long.MaxValue);
        foreach (var line in _routes.Split('\n'))
        {
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (
                fields.Length > 7
                && fields[1] == "00000000"
                && fields[7] == "00000000"
                && long.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out var its)
                && its < metric
            )
                (best, metric) = (fields[0], its);
        }
        return best;
    }

    /// <summary>An interface and those under it: of a bridge, a bond, a VLAN.</summary>
    private IEnumerable<string> Lower(string name)
    {
        if (name.Length == 0)
            yield break;
        yield return name;
        foreach (var entry in Names(Class.Join(BytePath.FromText(name))))
            if (entry.StartsWith("lower_", StringComparison.Ordinal))
                foreach (var lower in Lower(entry["lower_".Length..]))
                    yield return lower;
    }

    /// <summary>Numbers in it count as numbers.</summary>
    private static string Order(string text)
    {
        var key = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; )
        {
            var end = i;
            while (end < text.Length && char.IsAsciiHexDigitLower(text[end]) == char.IsAsciiHexDigitLower(text[i]))
                end++;
            key.Append(char.IsAsciiHexDigitLower(text[i]) ? text[i..end].PadLeft(12, '0') : text[i..end]);
            i = end;
        }
        return key.ToString();
    }

    private BytePath Class => _sys.Join("class/net"u8);

    private string Attribute(string name, string attribute) =>
        Text(Class.Join(BytePath.FromText(name)).Join(BytePath.FromText(attribute))).Trim();

    private static List<string> Names(BytePath path)
    {
        var names = new List<string>();
        if (Files.TryOpenDirectory(path, out var directory) is { IsSuccess: false })
            return names;
        using (directory)
        {
            var entries = new DirectoryEntries();
            while (entries.Fill(directory).OrThrow("read directory", path) > 0)
            while (entries.TryNext(out var entry))
                names.Add(SurrogateEscape.Decode(entry.Name));
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Empty when it is not there, or has no value now.</summary>
    private static string Text(BytePath path)
    {
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
            return "";
        var content = new byte[1 << 16];
        var read = file.ReadFully(content);
        return read.IsSuccess ? SurrogateEscape.Decode(content.AsSpan(0, (int)read.Value)) : "";
    }
}
