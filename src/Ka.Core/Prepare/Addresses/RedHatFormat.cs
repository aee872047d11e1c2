using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>ifcfg files of Red Hat's kin, for its scripts and for NetworkManager's plugin ifcfg-rh
/// (nm-settings-ifcfg-rh(5)).</summary>
internal sealed class RedHatFormat : IAddressFormat
{
    private const string Boot = "BOOTPROTO";

    /// <summary>Names of copies that the scripts pass over.</summary>
    private static readonly string[] s_ignored = ["~", ".bak", ".orig", ".old", ".rpmnew", ".rpmorig", ".rpmsave"];

    public IReadOnlyList<string> Places => ["/etc/sysconfig/network-scripts/ifcfg-*"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var text = file.Text;
        if (s_ignored.Any(end => file.Path.EndsWith(end, StringComparison.Ordinal)) || ShellText.Get(text, "ONBOOT") == "no")
            return [];
        var name =
            ShellText.Get(text, "DEVICE")
            ?? (MacText.TryParse(ShellText.Get(text, "HWADDR") ?? "", out var mac) ? file.NameOf(mac) : null)
            ?? file.NameAfter("ifcfg-");
        var addresses = new List<string>();
        foreach (var number in (string[])["", "0", "1", "2", "3"])
            if (ShellText.Get(text, "IPADDR" + number) is { Length: > 0 } address)
                addresses.Add(
                    Setups.Joined(address, ShellText.Get(text, "PREFIX" + number) ?? ShellText.Get(text, "NETMASK" + number))
                );
        if (ShellText.Get(text, "IPV6ADDR") is { Length: > 0 } newer)
            addresses.Add(newer);
        return Setups.Of(name, ShellText.Get(text, Boot) is InterfaceSetup.Dhcp or "bootp", addresses);
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var text = FileText.EachLine(file.Text, line => Goes(KeyOf(line), change) ? null : line);
        if (change.Address is not { } address)
            return Set(text, InterfaceSetup.Dhcp, Boot);
        if (ShellText.Get(text, Boot) is InterfaceSetup.Dhcp or "bootp" or null)
            text = Set(text, "none", Boot);
        text = Set(text, $"{address.Address}", "IPADDR", "IPADDR0");
        text =
            ShellText.Get(text, "NETMASK") is not null || ShellText.Get(text, "NETMASK0") is not null
                ? Set(text, $"{address.Netmask}", "NETMASK", "NETMASK0")
                : Set(text, $"{address.PrefixLength}", "PREFIX", "PREFIX0");
        if (change.Gateway is not null)
            text = Set(text, $"{change.Gateway}", "GATEWAY", "GATEWAY0");
        for (var i = 0; i < change.NameServers.Count; i++)
            text = Set(text, $"{change.NameServers[i]}", $"DNS{i + 1}");
        return text;
    }

    private static bool Goes(string key, AddressChange change) =>
        key switch
        {
            "NETWORK" or "BROADCAST" => true,
            "GATEWAY" or "GATEWAY0" => change.Gateway is null,
            "IPADDR" or "IPADDR0" or "PREFIX" or "PREFIX0" or "NETMASK" or "NETMASK0" => change.IsDhcp,
            _ => IsServer(key) && (change.IsDhcp || change.NameServers.Count > 0),
        };

    private static bool IsServer(string key) =>
        key.Length == 4 && key.StartsWith("DNS", StringComparison.Ordinal) && char.IsAsciiDigit(key[3]);

    private static string KeyOf(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? "" : line[..equals].Trim();
    }

    /// <summary>The first of the variables that is there gets a value; when all are missing, a line at the end has it.</summary>
    private static string Set(string text, string value, params string[] names)
    {
        foreach (var name in names)
            if (ShellText.Get(text, name) is not null)
                return ShellText.Rewrite(text, one => one == name, _ => value);
        return $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{names[0]}={value}\n";
    }
}
