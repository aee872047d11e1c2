using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>Files of systemd-networkd (systemd.network(5)).</summary>
internal sealed class NetworkdFormat : IAddressFormat
{
    private static readonly string[] s_yes = ["yes", "true", "on", "1", "both"];

    public IReadOnlyList<string> Places => ["/etc/systemd/network/*.network", "/etc/systemd/network/*.network.d/*.conf"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var unit = new Unit(file.Text);
        var dhcp = unit.Value("Network", "DHCP") ?? "";
        var addresses = unit.Lines.Where(line => line is { Key: "Address", Section: "Network" or "Address" }).ToList();
        var isDropIn = file.Path.EndsWith(".conf", StringComparison.Ordinal);
        var setups = Setups.Of(
            Interface(file, unit),
            s_yes.Contains(dhcp) || dhcp is "ipv4" or "v4",
            [.. addresses.Select(line => line.Value)],
            isDropIn ? "it is set up in a drop-in"
                : unit.Lines.Any(line => line is { Section: "Address", Key: "Peer" }) ? "it is one end of a line (Peer)"
                : ""
        );
        return isDropIn ? setups.Where(setup => setup.IsStatic) : setups;
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var (hasAddress, hasGateway, hasServers) = (false, change.Gateway is null, change.NameServers.Count == 0);
        var unit = new Unit(file.Text);
        var text = unit.Rewrite(line =>
        {
            var isOld = !line.Value.Contains(':', StringComparison.Ordinal);
            switch (line.Section, line.Key)
            {
                case ("Network", "DHCP"):
                    return "DHCP=" + Dhcp(line.Value, change.IsDhcp);
                case ("Network" or "Address", "Address") when isOld:
                    hasAddress = true;
                    return change.IsDhcp ? null : $"Address={change.Address}";
                case ("Address", "Broadcast"):
                    return null;
                case ("Network", "Gateway") when isOld:
                case ("Route", "Gateway") when isOld && unit.IsDefaultRoute(line):
                    var isWanted = !hasGateway;
                    hasGateway = true;
                    return isWanted ? $"Gateway={change.Gateway}" : null;
                case ("Network", "DNS") when isOld && (change.IsDhcp || change.NameServers.Count > 0):
                    var isLacking = !hasServers;
                    hasServers = true;
                    return isLacking ? "DNS=" + change.Servers(" ") : null;
                default:
                    return line.Whole;
            }
        });
        var missing = new List<string>();
        if (change.IsDhcp && unit.Value("Network", "DHCP") is null)
            missing.Add("DHCP=ipv4");
        if (!change.IsDhcp && !hasAddress)
            missing.Add($"Address={change.Address}");
        if (!hasGateway)
            missing.Add($"Gateway={change.Gateway}");
        if (!hasServers)
            missing.Add("DNS=" + change.Servers(" "));
        return IniText.WithLines(text, "Network", missing);
    }

    /// <summary>DHCP of both kinds is one key.</summary>
    private static string Dhcp(string now, bool isOn)
    {
        var hasNewer = s_yes.Contains(now) || now is "ipv6" or "v6";
        return isOn
            ? hasNewer
                ? "yes"
                : "ipv4"
            : hasNewer
                ? "ipv6"
                : "no";
    }

    /// <summary>Empty: any.</summary>
    private static string Interface(AddressFile file, Unit unit)
    {
        if (unit.Value("Match", "Name") is { } name)
            return name;
        foreach (var key in (string[])["MACAddress", "PermanentMACAddress"])
            if (unit.Value("Match", key) is { } text && MacText.TryParse(text, out var mac) && file.NameOf(mac) is { } card)
                return card;
        return "";
    }

    /// <summary>A file with its assignments, each with the number of its section: sections may have one name.</summary>
    private sealed class Unit
    {
        private readonly string _text;
        private readonly List<UnitLine> _lines = [];

        public Unit(string text)
        {
            _text = text;
            Each(line =>
            {
                _lines.Add(line);
                return line.Whole;
            });
        }

        public IReadOnlyList<UnitLine> Lines => _lines;

        public string? Value(string section, string key) =>
            _lines.FindLast(line => line.Section == section && line.Key == key)?.Value;

        /// <summary>The route of a line has no destination, or any.</summary>
        public bool IsDefaultRoute(UnitLine route) =>
            _lines.TrueForAll(line =>
                line.Number != route.Number || line.Key != "Destination" || line.Value is "0.0.0.0/0" or "0.0.0.0"
            );

        public string Rewrite(Func<UnitLine, string?> rewrite) => Each(rewrite);

        private string Each(Func<UnitLine, string?> rewrite)
        {
            var (section, number) = ("", 0);
            return FileText.EachLine(
                _text,
                line =>
                {
                    var trimmed = line.Trim();
                    if (trimmed.StartsWith('[') && trimmed.EndsWith(']'))
                        (section, number) = (trimmed[1..^1], number + 1);
                    var equals = line.IndexOf('=', StringComparison.Ordinal);
                    return equals <= 0 || trimmed[0] is '#' or ';' or '['
                        ? line
                        : rewrite(new UnitLine(number, section, line[..equals].Trim(), line[(equals + 1)..].Trim(), line));
                }
            );
        }
    }

    private sealed record UnitLine(int Number, string Section, string Key, string Value, string Whole);
}
