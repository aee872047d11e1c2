using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Nodes;

/// <summary>The values of one node by the names that templates have for them.</summary>
/// <param name="Given">What the operator gives to it.</param>
/// <param name="HostName">null: the golden node's.</param>
/// <param name="Main">The interface of addresses without a name; null: it is not known.</param>
/// <param name="Mac">The hardware address of the node's main card; null: it is not known.</param>
public sealed record NodeValues(NodeSettings Given, string? HostName, string? Main, string? Mac)
{
    /// <summary>The value of <c>name</c>, <c>mac</c>, <c>address</c>, <c>prefix</c>, <c>netmask</c>, <c>network</c>,
    /// <c>gateway</c>, <c>dns</c>, or of a variable; of an interface with a dot and its name behind the word. null: this node has
    /// no such value.</summary>
    public string? Find(string variable)
    {
        var dot = variable.IndexOf('.', StringComparison.Ordinal);
        var (word, card) = dot < 0 ? (variable, Setting("")) : (variable[..dot], Setting(variable[(dot + 1)..]));
        return word switch
        {
            "name" when dot < 0 => HostName,
            "mac" when dot < 0 => Mac,
            "dns" when dot < 0 => Given.NameServers.Count > 0 ? string.Join(' ', Given.NameServers) : null,
            NodeSettings.Address => card?.Address?.Address.ToString(),
            "prefix" => card?.Address is { } address ? $"{address.PrefixLength}" : null,
            "netmask" => card?.Address?.Netmask.ToString(),
            "network" => card?.Address?.Network,
            "gateway" => card?.Gateway?.ToString(),
            _ => Given.Variables.GetValueOrDefault(variable),
        };
    }

    private CardSetting? Setting(string name) =>
        Given.Cards.FirstOrDefault(card => card.Interface == name)
        ?? Given.Cards.FirstOrDefault(card =>
            name.Length == 0 ? card.Interface == Main : card.Interface.Length == 0 && name == Main
        );
}
