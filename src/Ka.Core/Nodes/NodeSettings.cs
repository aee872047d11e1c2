using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Linux;

namespace Ka.Nodes;

/// <summary>What an operator gives to one node: its name, its addresses, and variables of the site. Immutable.</summary>
public sealed record NodeSettings
{
    /// <summary>The key of an address, also with a dot and the golden name of an interface: <c>address.eno2</c>.</summary>
    public const string Address = "address";

    private const string Gateway = "gateway";

    private const string Dns = "dns";

    private const string ByDhcp = "dhcp";

    /// <summary>Variables that have a meaning of their own in templates, or would be taken for it.</summary>
    private static readonly string[] s_reserved = ["node", "name", "mac", "prefix", "netmask", "network"];

    /// <summary>Nothing is given.</summary>
    public static NodeSettings None { get; } = new();

    /// <summary>The host name; empty: none is given.</summary>
    public string Name { get; private init; } = "";

    /// <summary>What interfaces get; each interface once.</summary>
    public IReadOnlyList<CardSetting> Cards { get; private init; } = [];

    /// <summary>Name servers; none: those of the golden node.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; private init; } = [];

    /// <summary>Other values by their names.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; private init; } = new Dictionary<string, string>();

    /// <summary>Reads the values of one node.</summary>
    /// <param name="name">Empty: none.</param>
    /// <exception cref="FormatException">One is wrong, or they contradict each other. The message names it.</exception>
    public static NodeSettings Parse(string name, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (name.Length > 0 && !NodeName.Host.IsHostName(name))
            throw new FormatException($"'{BytePath.FromText(name)}' is not a host name");
        var (cards, variables) = (new List<CardSetting>(), new Dictionary<string, string>(StringComparer.Ordinal));
        var (servers, all) = (new List<IPAddress>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (key, value) in values)
            if (!all.TryAdd(key, value))
                throw new FormatException($"{BytePath.FromText(key)} is given twice");
        foreach (var (key, value) in all)
            if (InterfaceOf(key, Address) is { } card)
                cards.Add(Card(card, value, all.GetValueOrDefault(Gateway + key[Address.Length..])));
            else if (InterfaceOf(key, Gateway) is { } other)
                Demand(all.ContainsKey(Address + key[Gateway.Length..]), $"{key} is given without {Named(Address, other)}");
            else if (key == Dns)
                servers.AddRange(
                    value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(HostAddress.ParseAddress)
                );
            else
                variables[Checked(key)] = value;
        Demand(servers.Count == 0 || cards.Exists(card => card.Address is not null), $"{Dns} is given without {Address}");
        return new NodeSettings
        {
            Name = name,
            Cards = cards,
            NameServers = servers,
            Variables = variables,
        };
    }

    /// <summary>A text can be the name of a variable: small letters, digits and <c>_</c>, a letter first.</summary>
    public static bool IsVariable(string text) =>
        text.Length is > 0 and <= 64
        && char.IsAsciiLetterLower(text[0])
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    /// <summary>A key with values of addresses: brackets and dashes in them are ranges.</summary>
    internal static bool IsOfAddresses(string key) =>
        InterfaceOf(key, Address) is not null || InterfaceOf(key, Gateway) is not null;

    private static CardSetting Card(string card, string address, string? gateway)
    {
        if (address == ByDhcp)
        {
            Demand(gateway is null, $"{Named(Address, card)} is {ByDhcp}, and {Named(Gateway, card)} is given, too");
            return new CardSetting(card, null, null);
        }
        var own = HostAddress.Parse(address);
        var route = gateway is null ? null : HostAddress.ParseAddress(gateway);
        Demand(route is null || own.IsNear(route), $"the gateway {gateway} is not in {own.Network}, the network of {address}");
        Demand(!own.Address.Equals(route), $"{gateway} is the address and its gateway");
        return new CardSetting(card, own, route);
    }

    /// <summary>The interface behind the dot of a key; empty: the main one; null: it is another key.</summary>
    private static string? InterfaceOf(string key, string kind) =>
        key == kind ? ""
        : key.StartsWith(kind + ".", StringComparison.Ordinal) && key.Length > kind.Length + 1 ? key[(kind.Length + 1)..]
        : null;

    private static string Named(string kind, string card) => card.Length == 0 ? kind : $"{kind}.{BytePath.FromText(card)}";

    private static string Checked(string key) =>
        s_reserved.Contains(key)
            ? throw new FormatException($"{key} is not given like that: it follows from the node, its name and its address")
        : IsVariable(key) ? key
        : throw new FormatException($"'{BytePath.FromText(key)}' is not the name of a variable: small letters, digits and _");

    private static void Demand(bool holds, string message)
    {
        if (!holds)
            throw new FormatException(message);
    }
}

/// <summary>What an interface of a node gets.</summary>
/// <param name="Interface">The golden node's name for it; empty: that of the card which carries the run.</param>
/// <param name="Address">null: one by DHCP.</param>
/// <param name="Gateway">null: none.</param>
public sealed record CardSetting(string Interface, HostAddress? Address, IPAddress? Gateway)
{
    /// <summary>For people, without the interface: <c>10.1.0.5/24, gateway 10.1.0.254</c>.</summary>
    public string Words => Address is null ? "by DHCP" : $"{Address}" + (Gateway is null ? "" : $", gateway {Gateway}");
}
