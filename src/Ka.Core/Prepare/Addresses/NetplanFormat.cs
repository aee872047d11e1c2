using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>netplan's YAML (netplan-yaml(5)), also where installers leave it for cloud-init.</summary>
internal sealed class NetplanFormat : IAddressFormat
{
    private const string Addresses = "addresses";

    private const string Dhcp = "dhcp4";

    private const string Servers = "nameservers";

    private const string Routes = "routes";

    private const string Gateway = "gateway4";

    private static readonly string[] s_kinds = ["ethernets", "bonds", "bridges", "vlans"];

    private static readonly string[] s_yes = ["true", "yes", "on"];

    public IReadOnlyList<string> Places => ["/etc/netplan/*.yaml", "/etc/netplan/*.yml", "/etc/cloud/cloud.cfg.d/*.cfg"];

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var yaml = new YamlLines(file.Text);
        var network = yaml.Find(YamlLines.None, "network");
        // cloud-init's first form, of which it writes nothing on a clone.
        if (network < 0 || yaml.Find(network, "config") >= 0)
            return [];
        if (yaml.Value(network).Length > 0)
            return InBraces("", string.Join(' ', file.Text.Split('\n')));
        return Definitions(yaml, network).SelectMany(at => Setup(yaml, at, file.NameOf));
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var yaml = new YamlLines(file.Text);
        // Each edit moves the lines behind it, never the key's own.
        foreach (var at in Enumerable.Reverse(Definitions(yaml, yaml.Find(YamlLines.None, "network"))))
            if (Interface(yaml, at, file.NameOf) == change.Interface && Setup(yaml, at, file.NameOf).Any())
                Write(yaml, at, change);
        return yaml.ToString();
    }

    private static List<int> Definitions(YamlLines yaml, int network) =>
        s_kinds
            .Select(kind => yaml.Find(network, kind))
            .Where(kind => kind >= 0)
            .SelectMany(yaml.Children)
            .Where(at => !yaml.IsItem(at))
            .Order()
            .ToList();

    private static IEnumerable<InterfaceSetup> Setup(YamlLines yaml, int at, Func<MacAddress, string?> nameOf)
    {
        var name = Interface(yaml, at, nameOf);
        if (yaml.Value(at).Length > 0)
            return InBraces(name, yaml.Value(at));
        var isDhcp = yaml.Find(at, Dhcp) is >= 0 and var dhcp && s_yes.Contains(yaml.Value(dhcp));
        if (yaml.Find(at, Addresses) is not (>= 0 and var line))
            return Setups.Of(name, isDhcp, [], isDhcp ? Obstacle(yaml, at) : "");
        return yaml.List(line) is { } list
            ? Setups.Of(name, isDhcp, list, Obstacle(yaml, at))
            : [new InterfaceSetup(name, FirstAddress(yaml, line)) { Obstacle = "its addresses have options" }];
    }

    private static IEnumerable<InterfaceSetup> InBraces(string name, string text)
    {
        const string Obstacle = "it is set up in braces";
        if (text.IndexOf(Addresses, StringComparison.Ordinal) is >= 0 and var place && Words(text[place..]).Any(IsAddress))
            yield return new InterfaceSetup(name, Words(text[place..]).First(IsAddress)) { Obstacle = Obstacle };
        else if (s_yes.Any(yes => text.Contains($"{Dhcp}: {yes}", StringComparison.Ordinal)))
            yield return new InterfaceSetup(name, InterfaceSetup.Dhcp) { Obstacle = Obstacle };
    }

    private static string FirstAddress(YamlLines yaml, int list) =>
        Enumerable.Range(list, yaml.End(list) - list).SelectMany(at => Words(yaml[at])).FirstOrDefault(IsAddress, "?");

    private static string[] Words(string text) =>
        text.Split([' ', ',', '"', '\'', '[', ']', '{', '}'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsAddress(string word) =>
        word.Contains('.', StringComparison.Ordinal) && System.Net.IPAddress.TryParse(word.TrimEnd(':').Split('/')[0], out _);

    private static string Obstacle(YamlLines yaml, int at)
    {
        if (yaml.Find(at, Routes) is >= 0 and var routes && yaml.Value(routes).Length > 0)
            return "its routes are in brackets";
        if (yaml.Find(at, Servers) is >= 0 and var servers && yaml.Value(servers).Length > 0)
            return "its name servers are in braces";
        return "";
    }

    private static string Interface(YamlLines yaml, int at, Func<MacAddress, string?> nameOf)
    {
        if (yaml.Find(at, "set-name") is >= 0 and var set)
            return yaml.Value(set);
        if (yaml.Find(at, "match") is not (>= 0 and var match))
            return yaml.Key(at);
        var found = Match(yaml, match);
        return found.GetValueOrDefault("name")
            ?? (MacText.TryParse(found.GetValueOrDefault("macaddress", ""), out var mac) ? nameOf(mac) : null)
            ?? "";
    }

    private static Dictionary<string, string> Match(YamlLines yaml, int at)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in yaml.Children(at))
            pairs[yaml.Key(child)] = yaml.Value(child);
        foreach (var pair in yaml.Value(at).Trim('{', '}').Split(','))
            if (pair.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                pairs[pair[..colon].Trim()] = pair[(colon + 1)..].Trim().Trim('"', '\'');
        return pairs;
    }

    private static void Write(YamlLines yaml, int at, AddressChange change)
    {
        if (yaml.Find(at, Dhcp) is >= 0 and var dhcp)
            yaml.Set(dhcp, change.IsDhcp ? "true" : "false");
        else if (change.IsDhcp)
            yaml.Append(at, $"{Dhcp}: true");
        SetList(yaml, at, Addresses, change.Address is null ? [] : [$"{change.Address}"]);
        SetGateway(yaml, at, change.Gateway?.ToString());
        if (!change.IsDhcp && change.NameServers.Count == 0)
            return;
        if (yaml.Find(at, Servers) is >= 0 and var servers)
        {
            SetList(yaml, servers, Addresses, [.. change.NameServers.Select(server => $"{server}")]);
            if (yaml.Children(servers).Count == 0)
                yaml.Remove(servers);
        }
        else if (change.NameServers.Count > 0)
            yaml.Append(at, $"{Servers}:", $"  {Addresses}: [{change.Servers(", ")}]");
    }

    private static void SetList(YamlLines yaml, int at, string key, IReadOnlyList<string> values)
    {
        var line = yaml.Find(at, key);
        if (line >= 0 && values.Count == 0)
            yaml.Remove(line);
        else if (line >= 0)
            yaml.SetList(line, values);
        else if (values.Count > 0)
            yaml.Append(at, $"{key}: [{string.Join(", ", values)}]");
    }

    private static void SetGateway(YamlLines yaml, int at, string? gateway)
    {
        if (yaml.Find(at, Gateway) is >= 0 and var old)
        {
            if (gateway is null)
                yaml.Remove(old);
            else
                yaml.Set(old, gateway);
            return;
        }
        var routes = yaml.Find(at, Routes);
        foreach (var item in routes < 0 ? [] : yaml.Children(routes))
            if (IsDefault(yaml, item))
            {
                SetVia(yaml, routes, item, gateway);
                return;
            }
        if (gateway is null)
            return;
        if (routes < 0)
            yaml.Append(at, $"{Routes}:", "  - to: 0.0.0.0/0", $"    via: {gateway}");
        else
            yaml.Append(routes, "- to: 0.0.0.0/0", $"  via: {gateway}");
    }

    private static bool IsDefault(YamlLines yaml, int item) =>
        Enumerable
            .Range(item, yaml.End(item) - item)
            .SelectMany(at => yaml[at].Split(['{', ',', '}']))
            .Select(part =>
                part.TrimStart(' ', '-')
                    .TrimEnd()
                    .Replace("\"", "", StringComparison.Ordinal)
                    .Replace("'", "", StringComparison.Ordinal)
            )
            .Any(part => part is "to: default" or "to: 0.0.0.0/0");

    private static void SetVia(YamlLines yaml, int routes, int item, string? gateway)
    {
        if (gateway is null)
        {
            yaml.Remove(item);
            if (yaml.Children(routes).Count == 0)
                yaml.Remove(routes);
            return;
        }
        for (var at = item; at < yaml.End(item); at++)
            if (yaml[at].IndexOf("via:", StringComparison.Ordinal) is >= 0 and var via)
            {
                var (start, line) = (via + "via:".Length, yaml[at]);
                var end = line.IndexOfAny([',', '}'], start) is >= 0 and var found ? found : line.Length;
                yaml[at] = $"{line[..start]} {gateway}{line[end..]}";
                return;
            }
    }
}
