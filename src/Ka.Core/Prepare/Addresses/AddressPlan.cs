using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Nodes;

namespace Ka.Prepare.Addresses;

/// <summary>Which address each interface of the golden node has on a clone. Pure: the golden node's layout has enough to decide
/// it before a disk is erased.</summary>
public sealed class AddressPlan
{
    private readonly IReadOnlyList<InterfaceSetup> _setups;
    private readonly List<string> _reasons = [];
    private readonly List<CardSetting> _given = [];
    private readonly List<InterfaceSetup> _kept = [];

    /// <param name="cards">The golden node's.</param>
    /// <param name="setups">What its files set up.</param>
    /// <param name="given">What the node gets.</param>
    /// <param name="keeps">Static addresses for which the node gets no other are to stay.</param>
    public AddressPlan(IReadOnlyList<NetworkCard> cards, IReadOnlyList<InterfaceSetup> setups, NodeSettings given, bool keeps)
    {
        _setups = setups;
        Main = MainOf(cards);
        foreach (var setting in given.Cards)
            Add(setting);
        foreach (var setup in setups.Distinct())
            if (For(setup) is { } setting)
            {
                if (setup.Obstacle.Length > 0)
                    Refuse($"{Shown(setup)} cannot get {setting.Words}: {setup.Obstacle}");
            }
            else if (setup.IsStatic && keeps)
                _kept.Add(setup);
            else if (setup.IsStatic)
                Refuse(
                    $"{Shown(setup)} of the golden node has the static address {setup.Address}, and this node is given no other"
                );
    }

    /// <summary>The interface that an address without a name is for; null: it is not known.</summary>
    public string? Main { get; }

    /// <summary>Why a clone would have a wrong address, or another machine's.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>What interfaces get, each with its name.</summary>
    public IReadOnlyList<CardSetting> Given => _given;

    /// <summary>Static addresses that stay the golden node's.</summary>
    public IReadOnlyList<InterfaceSetup> Kept => _kept;

    /// <summary>What an interface of a file gets; null: it stays as it is.</summary>
    public CardSetting? For(InterfaceSetup setup) => _given.Find(setting => IsFor(setup, setting.Interface));

    private void Add(CardSetting setting)
    {
        var name = setting.Interface.Length > 0 ? setting.Interface : Main;
        if (name is null)
            Refuse($"it is not known for which interface of the golden node {setting.Words} is: address.NAME=");
        else if (_given.Exists(other => other.Interface == name))
            Refuse($"{name} is given two addresses");
        else if (!_setups.Any(setup => IsFor(setup, name)))
            Refuse($"no file of the golden node sets up {name}, which is to get {setting.Words}");
        else
            _given.Add(setting with { Interface = name });
    }

    private string? MainOf(IReadOnlyList<NetworkCard> cards)
    {
        if (cards.FirstOrDefault(card => card.IsMain) is { } main)
            return main.Route ?? main.Name;
        return _setups.Select(setup => setup.Interface).Distinct().ToList() is [var only] ? only : null;
    }

    /// <summary>A file's interface is the one of that name, or any, which is the main one.</summary>
    private bool IsFor(InterfaceSetup setup, string name) =>
        setup.Interface == name
        || (setup.Interface.Length == 0 ? name == Main : setup.Interface.Split(' ').Any(word => IsLike(word, name)));

    /// <summary>A pattern with one star.</summary>
    private static bool IsLike(string pattern, string name) =>
        pattern == name
        || (
            pattern.Split('*') is [var start, var end]
            && name.Length >= start.Length + end.Length
            && name.StartsWith(start, StringComparison.Ordinal)
            && name.EndsWith(end, StringComparison.Ordinal)
        );

    private void Refuse(string reason)
    {
        if (!_reasons.Contains(reason))
            _reasons.Add(reason);
    }

    private static string Shown(InterfaceSetup setup) => setup.Interface.Length > 0 ? setup.Interface : "a card";
}
