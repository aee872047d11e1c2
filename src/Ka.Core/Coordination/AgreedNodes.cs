using System;
using System.Collections.Generic;
using System.Net;

namespace Ka.Coordination;

/// <summary>The nodes whose disks may be erased because the operator saw them in a list and agreed.</summary>
/// <remarks>A node is recognised by its hardware addresses: an IP address may be another machine's the next time. Only a node
/// that did not report its hardware is recognised by its IP address.</remarks>
internal sealed class AgreedNodes
{
    private readonly HashSet<string> _hardware = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPAddress> _addresses = [];

    public void Add(NodeRecord node)
    {
        var cards = CardsOf(node);
        _hardware.UnionWith(cards);
        if (cards.Count == 0)
            _addresses.Add(node.Address.Address);
    }

    public bool Contains(NodeRecord node)
    {
        var cards = CardsOf(node);
        return cards.Count > 0 ? _hardware.Overlaps(cards) : _addresses.Contains(node.Address.Address);
    }

    private static List<string> CardsOf(NodeRecord node)
    {
        List<string> cards = [];
        foreach (var card in node.Inventory?.Interfaces ?? [])
            if (card.Address.ToString() is { Length: > 0 } address)
                cards.Add(address);
        return cards;
    }
}
