using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Nodes;
using Ka.Prepare.Rewrite;

namespace Ka.Prepare.Addresses;

/// <summary>interfaces(5) of ifupdown, of ifupdown-ng, and of busybox on Alpine.</summary>
internal sealed class InterfacesFormat : IAddressFormat
{
    private const string Address = "address";

    private const string Netmask = "netmask";

    private const string Gateway = "gateway";

    private static readonly string[] s_heads =
    [
        "iface",
        "auto",
        "mapping",
        "source",
        "source-directory",
        "template",
        "rename",
        "no-auto-down",
        "no-scripts",
    ];

    private static readonly string[] s_servers = ["dns-nameservers", "dns-nameserver"];

    /// <summary>Words of a static address that another one would make wrong.</summary>
    private static readonly string[] s_ofOldNet = ["broadcast", "network"];

    public IReadOnlyList<string> Places => ["/etc/network/interfaces", "/etc/network/interfaces.d/*"];

    public IEnumerable<string> Sources(AddressFile file)
    {
        foreach (var line in file.Text.Split('\n'))
        {
            var fields = new FieldLine(line);
            if (fields.IsSilent || fields[0] is not ("source" or "source-directory"))
                continue;
            for (var i = 1; i < fields.Count; i++)
            {
                var pattern = string.Join('/', fields[i].TrimEnd('/').Split('/').Select(Expanded));
                var place = pattern.StartsWith('/') ? pattern : $"{file.Path[..file.Path.LastIndexOf('/')]}/{pattern}";
                yield return fields[0] == "source" ? place : place + "/*";
            }
        }
    }

    public IEnumerable<InterfaceSetup> Read(AddressFile file)
    {
        var stanzas = Stanzas(file.Text.Split('\n'));
        return stanzas
            .Where(stanza => stanza.Name.Length > 0)
            .GroupBy(stanza => stanza.Name)
            .SelectMany(group =>
                Setups.Of(group.Key, group.Any(stanza => stanza.IsDhcp), [.. group.SelectMany(Addresses)], Obstacle(group))
            );
    }

    public string Write(AddressFile file, AddressChange change)
    {
        var lines = file.Text.Split('\n').ToList();
        var stanza = Stanzas(lines).Find(found => found.Name == change.Interface && (found.IsDhcp || found.IsStatic));
        if (stanza is null)
            return file.Text;
        var now = new List<string> { Head(lines[stanza.Start], stanza, change) };
        var own = lines.GetRange(stanza.Start + 1, stanza.End - stanza.Start - 1);
        var hasMask = own.Exists(line => Key(line) == Netmask);
        var indent = own.Find(line => Key(line).Length > 0) is { } first ? first[..^first.TrimStart().Length] : "    ";
        now.AddRange(own.Select(line => Option(line, change, hasMask)).OfType<string>());
        now.InsertRange(1, Missing(own, stanza, change).Select(line => indent + line));
        lines.RemoveRange(stanza.Start, stanza.End - stanza.Start);
        lines.InsertRange(stanza.Start, now);
        return string.Join('\n', lines);
    }

    /// <summary>A pattern of all to which wordexp(3) may expand a name.</summary>
    private static string Expanded(string name) =>
        name.IndexOfAny(['?', '[', '{', '$']) is >= 0 and var at ? name[..at] + "*" : name;

    private static string Head(string line, Stanza stanza, AddressChange change) =>
        stanza.Family.Length == 0 ? line : new FieldLine(line).With(3, change.IsDhcp ? InterfaceSetup.Dhcp : "static");

    /// <summary>A line of the stanza as it becomes; null: it goes.</summary>
    private static string? Option(string line, AddressChange change, bool hasMask)
    {
        var (key, fields) = (Key(line), new FieldLine(line));
        if (s_ofOldNet.Contains(key) || (key == "use" && fields[1] == InterfaceSetup.Dhcp))
            return null;
        if (change.Address is not { } address)
            return key is Address or Netmask or Gateway || s_servers.Contains(key) ? null : line;
        if (key == Address)
            return fields.With(1, hasMask ? $"{address.Address}" : $"{address}");
        if (key == Netmask)
            return fields.With(
                1,
                fields[1].Contains('.', StringComparison.Ordinal) ? $"{address.Netmask}" : $"{address.PrefixLength}"
            );
        if (key == Gateway)
            return change.Gateway is null ? null : fields.With(1, $"{change.Gateway}");
        if (s_servers.Contains(key) && change.NameServers.Count > 0)
            return $"{line[..line.IndexOf(key, StringComparison.Ordinal)]}{key} {change.Servers(" ")}";
        return line;
    }

    /// <summary>Lines that the stanza lacks.</summary>
    private static IEnumerable<string> Missing(List<string> own, Stanza stanza, AddressChange change)
    {
        if (change.Address is null)
        {
            if (stanza.Family.Length == 0)
                yield return "use dhcp";
            yield break;
        }
        if (!own.Exists(line => Key(line) == Address))
            yield return $"{Address} {change.Address}";
        if (change.Gateway is not null && !own.Exists(line => Key(line) == Gateway))
            yield return $"{Gateway} {change.Gateway}";
        if (change.NameServers.Count > 0 && !own.Exists(line => s_servers.Contains(Key(line))))
            yield return $"{s_servers[0]} {change.Servers(" ")}";
    }

    private static IEnumerable<string> Addresses(Stanza stanza)
    {
        var mask = stanza.Value(Netmask);
        foreach (var option in stanza.Options)
            if (option is [Address, var address, ..] && (stanza.IsStatic || stanza.Family == "inet6"))
                yield return Setups.Joined(address, mask);
    }

    private static string Obstacle(IEnumerable<Stanza> stanzas)
    {
        var all = stanzas.Where(stanza => stanza.IsStatic || stanza.IsDhcp).ToList();
        return all.Exists(stanza => stanza.HasMore) ? "its stanza inherits from another one"
            : all.Exists(stanza => stanza.Value("pointopoint") is not null) ? "it is one end of a line (pointopoint)"
            : all.Exists(stanza => stanza.GoesOn) ? "a line of its stanza goes on in the next one"
            : all.Count > 1 ? "it has several stanzas"
            : "";
    }

    private static string Key(string line) => new FieldLine(line) is { IsSilent: false } fields ? fields[0] : "";

    /// <summary>The parts of a file that begin with a word of their own.</summary>
    private static List<Stanza> Stanzas(IReadOnlyList<string> lines)
    {
        var found = new List<Stanza>();
        for (var i = 0; i < lines.Count; i++)
        {
            var fields = new FieldLine(lines[i]);
            if (fields.IsSilent)
                continue;
            var words = Enumerable.Range(0, fields.Count).Select(index => fields[index]).ToArray();
            if (s_heads.Contains(words[0]) || words[0].StartsWith("allow-", StringComparison.Ordinal))
                found.Add(new Stanza(i, words));
            else if (found.Count > 0)
                found[^1].Options.Add(words);
            if (found.Count > 0)
                (found[^1].End, found[^1].GoesOn) = (i + 1, found[^1].GoesOn || lines[i].TrimEnd().EndsWith('\\'));
        }
        return found;
    }

    /// <summary>A head with the lines that belong to it.</summary>
    private sealed class Stanza(int start, string[] head)
    {
        public int Start => start;

        /// <summary>The line after its last one.</summary>
        public int End { get; set; }

        public List<string[]> Options { get; } = [];

        public bool GoesOn { get; set; }

        /// <summary>Empty: it sets up no interface.</summary>
        public string Name => head is ["iface", var name, ..] ? name : "";

        /// <summary>Empty: ifupdown-ng needs none.</summary>
        public string Family => head is ["iface", _, "inet" or "inet6", ..] ? head[2] : "";

        public bool HasMore => head.Length > (Family.Length > 0 ? 4 : 2);

        public bool IsDhcp =>
            Family == "inet"
                ? head is [_, _, _, InterfaceSetup.Dhcp, ..]
                : Family.Length == 0 && Options.Exists(option => option is ["use", InterfaceSetup.Dhcp, ..]);

        public bool IsStatic =>
            Family == "inet"
                ? head is [_, _, _, "static", ..]
                : Family.Length == 0 && Name.Length > 0 && Value(Address) is not null;

        public string? Value(string key) => Options.Find(option => option[0] == key && option.Length > 1)?[1];
    }
}
