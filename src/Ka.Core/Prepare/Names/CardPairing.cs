using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Prepare.Names;

/// <summary>Which card of this machine takes the place of which card of the golden node. The main ones belong together; the
/// others are paired by driver and speed, and among equals by their order on the buses.</summary>
public sealed class CardPairing
{
    private readonly List<(NetworkCard Golden, NetworkCard Here)> _pairs = [];
    private readonly List<NetworkCard> _golden;
    private readonly List<NetworkCard> _here;

    public CardPairing(IReadOnlyList<NetworkCard> golden, IReadOnlyList<NetworkCard> here)
    {
        Golden = golden;
        (_golden, _here) = ([.. golden], [.. here]);
        Pair((one, other) => one.IsMain && other.IsMain);
        Pair((one, other) => one.Driver == other.Driver && one.Speed == other.Speed);
        Pair((one, other) => one.Speed is not null && one.Speed == other.Speed);
        Pair((one, other) => one.Driver is not null && one.Driver == other.Driver);
        Pair((_, _) => true);
        _pairs.Sort((a, b) => Index(golden, a.Golden).CompareTo(Index(golden, b.Golden)));
    }

    /// <summary>All cards of the golden node; none: they are not known.</summary>
    public IReadOnlyList<NetworkCard> Golden { get; }

    /// <summary>In the order of the golden node's cards.</summary>
    public IReadOnlyList<(NetworkCard Golden, NetworkCard Here)> Pairs => _pairs;

    /// <summary>Golden cards for which there is no card here.</summary>
    public IReadOnlyList<NetworkCard> Missing => _golden;

    /// <summary>Cards of this machine that take no golden card's place.</summary>
    public IReadOnlyList<NetworkCard> Extra => _here;

    /// <summary>The name of the golden node's card with an address; null: no card of it has that.</summary>
    public string? NameOf(MacAddress mac) => Golden.FirstOrDefault(card => Has(card, mac))?.Name;

    /// <summary>The golden node has a card with this address.</summary>
    public bool IsGolden(MacAddress mac) => NameOf(mac) is not null;

    /// <summary>The address of the card here that takes the place of the golden card with an address; null: there is
    /// none.</summary>
    public string? Here(MacAddress mac) => _pairs.FirstOrDefault(pair => Has(pair.Golden, mac)).Here?.Mac;

    private static bool Has(NetworkCard card, MacAddress mac) => MacAddress.TryParse(card.Mac, out var its) && its == mac;

    private void Pair(Func<NetworkCard, NetworkCard, bool> belong)
    {
        foreach (var golden in _golden.ToList())
            if (_here.FirstOrDefault(card => belong(golden, card)) is { } here)
            {
                _pairs.Add((golden, here));
                _golden.Remove(golden);
                _here.Remove(here);
            }
    }

    private static int Index(IReadOnlyList<NetworkCard> cards, NetworkCard card)
    {
        for (var i = 0; i < cards.Count; i++)
            if (ReferenceEquals(cards[i], card))
                return i;
        return -1;
    }
}
