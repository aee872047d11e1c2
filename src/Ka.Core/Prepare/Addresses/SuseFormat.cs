using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>ifcfg files of SUSE, for wicked (ifcfg(5)). Routes and name servers are in files of their own.</summary>
internal sealed class SuseFormat : IAddressFormat
{
    private const string Boot = "BOOTPROTO";

    private const string Address = "IPADDR";

    public IReadOnlyList<string> Places => ["/etc/sysconfig/network/ifcfg-*"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var name = file.NameAfter("ifcfg-");
        if (name.Contains('.', StringComparison.Ordinal) && !name.AsSpan(name.LastIndexOf('.') + 1).ContainsAnyInRange('0', '9'))
            return [];
        if (ShellText.Get(file.Text, "STARTMODE") is "off")
            return [];
        var addresses = new List<string>();
        ShellText.Rewrite(
            file.Text,
            key => key.StartsWith(Address, StringComparison.Ordinal),
            value =>
            {
                if (value.Length > 0)
                    addresses.Add(value);
                return value;
            }
        );
        var prefix = ShellText.Get(file.Text, "PREFIXLEN") ?? ShellText.Get(file.Text, "NETMASK");
        return Setups.Of(
            name,
            ShellText.Get(file.Text, Boot) is InterfaceSetup.Dhcp or "dhcp4" or "dhcp+autoip",
            [.. addresses.Select(address => Setups.Joined(address, prefix))],
            ShellText.Get(file.Text, "REMOTE_IPADDR") is { Length: > 0 } ? "it is one end of a line (REMOTE_IPADDR)" : ""
        );
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var text = FileText.EachLine(
            file.Text,
            line =>
                line.Split('=')[0].Trim() is var key
                && (key is "BROADCAST" or "NETWORK" or "PREFIXLEN" or "NETMASK" || (key == Address && change.IsDhcp))
                    ? null
                    : line
        );
        text = Set(text, Boot, change.IsDhcp ? InterfaceSetup.Dhcp : "static");
        return change.IsDhcp ? text : Set(text, Address, $"{change.Address}");
    }

    /// <summary>routes(5), ifroute-NAME: the default route by IPv4; null: it has none.</summary>
    public static string? GatewayOf(string routes)
    {
        foreach (var line in routes.Split('\n'))
            if (new FieldLine(line) is { IsSilent: false, Count: > 1 } fields && IsDefault(fields))
                return fields[1];
        return null;
    }

    /// <summary>The file of routes with another gateway; null: without one.</summary>
    public static string WithGateway(string routes, string? gateway) =>
        FileText.EachLine(
            routes,
            line =>
                new FieldLine(line) is { IsSilent: false, Count: > 1 } fields && IsDefault(fields)
                    ? gateway is null
                        ? null
                        : fields.With(1, gateway)
                    : line
        );

    private static bool IsDefault(FieldLine fields) =>
        fields[0] is "default" or "0.0.0.0/0" && !fields[1].Contains(':', StringComparison.Ordinal);

    private static string Set(string text, string name, string value) =>
        ShellText.Get(text, name) is not null
            ? ShellText.Rewrite(text, one => one == name, _ => value)
            : $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{name}='{value}'\n";
}
