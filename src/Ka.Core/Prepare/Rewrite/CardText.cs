using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Rewrite;

/// <summary>Addresses of cards in the files of each program that sets up a network. A card that is chosen by its address is
/// chosen by its name; an address that is set is taken out, because no two machines may have it.</summary>
internal static class CardText
{
    /// <summary>Keyfiles of NetworkManager (nm-settings-keyfile(5)).</summary>
    public static string Keyfile(string text, CardPairing cards)
    {
        string? name = null;
        var now = IniText.Rewrite(
            text,
            line =>
            {
                if (line.Section == "match" && line.Key == "path")
                    return null;
                if (line.Key is "mac-address-blacklist" or "mac-address-denylist")
                    return MacText.Has(line.Value, cards.IsGolden) ? null : line.Whole;
                if (line.Key is not ("mac-address" or "cloned-mac-address") || !MacText.TryParse(line.Value, out var mac))
                    return line.Whole;
                if (line.Key == "mac-address" && line.Section != "bridge")
                    name ??= cards.NameOf(mac);
                return null;
            }
        );
        return name is not null && IniText.Get(now, "connection", "interface-name") is null
            ? IniText.WithLine(now, "connection", "interface-name=" + name)
            : now;
    }

    /// <summary>NetworkManager.conf(5): lists of devices have <c>mac:52:54:...</c>, or the address alone.</summary>
    public static string ManagerConfiguration(string text, CardPairing cards) =>
        MacText
            .Replace(text, mac => cards.NameOf(mac) is { } name ? "interface-name:" + name : null)
            .Replace("mac:interface-name:", "interface-name:", StringComparison.Ordinal);

    /// <summary>Units of systemd-networkd (systemd.network(5), systemd.netdev(5)).</summary>
    public static string Networkd(string text, CardPairing cards)
    {
        var hasName = IniText.Get(text, "Match", "Name") is not null;
        return IniText.Rewrite(
            text,
            line =>
            {
                if (line.Key is not ("MACAddress" or "PermanentMACAddress"))
                    return line.Whole;
                if (line.Section != "Match")
                    return MacText.TryParse(line.Value, out _) ? null : line.Whole;
                var words = line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var names = words.Select(word => MacText.TryParse(word, out var mac) ? cards.NameOf(mac) : null).OfType<string>();
                var all = string.Join(' ', names.Distinct());
                if (all.Length == 0)
                    return line.Whole;
                (var had, hasName) = (hasName, true);
                return had ? null : "Name=" + all;
            }
        );
    }

    /// <summary>ifcfg files of Red Hat and SUSE.</summary>
    public static string Ifcfg(string text, CardPairing cards)
    {
        string? name = null;
        var now = FileText.EachLine(
            text,
            line =>
            {
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                var key = equals < 0 ? "" : line[..equals].Trim();
                if (key is not ("HWADDR" or "MACADDR" or "LLADDR" or "MACADDRESS"))
                    return line;
                var isAddress = MacText.TryParse(line[(equals + 1)..], out var mac);
                if (isAddress && key == "HWADDR")
                    name ??= cards.NameOf(mac);
                return isAddress || key == "HWADDR" ? null : line;
            }
        );
        return name is null || ShellText.Get(now, "DEVICE") is not null ? now : $"DEVICE={name}\n{now}";
    }

    /// <summary>interfaces(5) of ifupdown: addresses that are set, and other lines with a golden card's.</summary>
    public static string Interfaces(string text, CardPairing cards) =>
        FileText.EachLine(
            text,
            line =>
            {
                var fields = new FieldLine(line);
                if (fields.IsSilent)
                    return line;
                var sets = fields[0] is "hwaddress" or "bridge_hw" or "bridge-hw" && fields.Count > 1;
                return sets && MacText.Has(line, _ => true) || MacText.Has(line, cards.IsGolden) ? null : line;
            }
        );

    /// <summary>Any other file: the address of this machine's card where there is one.</summary>
    /// <param name="isLineOfCard">Lines are about one card each: that of a card which is not here goes.</param>
    public static string Other(string text, CardPairing cards, bool isLineOfCard)
    {
        var now = MacText.Replace(text, cards.Here);
        return isLineOfCard ? FileText.EachLine(now, line => IsLeft(line, cards) ? null : line) : now;
    }

    /// <summary>A golden address for which there is a card here is that card's; a line with another one goes.</summary>
    private static bool IsLeft(string line, CardPairing cards) =>
        MacText.Has(line, mac => cards.IsGolden(mac) && !IsHere(mac, cards));

    private static bool IsHere(MacAddress mac, CardPairing cards) =>
        cards.Pairs.Any(pair => MacAddress.TryParse(pair.Here.Mac, out var its) && its == mac);
}
