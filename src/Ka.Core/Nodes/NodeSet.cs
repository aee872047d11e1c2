using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Nodes;

/// <summary>Nodes as a person names them: by IP address, hardware address or host name, with ranges
/// (<see cref="NodePattern"/>).</summary>
/// <remarks>All options and arguments that take nodes are read here. Immutable; any thread.</remarks>
public sealed class NodeSet
{
    private readonly List<NodeName> _names = [];
    private readonly HashSet<NodeName> _all = [];

    private NodeSet() { }

    /// <summary>The names in the order in which they were given; each once.</summary>
    public IReadOnlyList<NodeName> Names => _names;

    /// <summary>True when only addresses can tell if a node belongs to the set.</summary>
    public bool IsOfAddresses => _names.TrueForAll(name => name is NodeName.Address);

    /// <summary>Reads a list with commas or white space between its parts.</summary>
    /// <exception cref="FormatException">No node is named, a part is malformed, or the nodes are too many. The message names the
    /// part.</exception>
    public static NodeSet Parse(string text)
    {
        var set = new NodeSet();
        foreach (var pattern in NodePattern.Split(text))
            set.Add(pattern);
        return set._names.Count > 0 ? set : throw new FormatException("no node is named");
    }

    /// <summary>True when a node that has this address, and whose other names are not known yet, can belong to the set.</summary>
    public bool MayContain(IPAddress address) => !IsOfAddresses || Contains(new NodeName.Address(address));

    /// <summary>True when the set names a node by any of its names.</summary>
    public bool ContainsAny(IEnumerable<NodeName> names)
    {
        foreach (var name in names)
            if (Contains(name))
                return true;
        return false;
    }

    private bool Contains(NodeName name) => _all.Contains(name);

    private void Add(string pattern)
    {
        try
        {
            foreach (var text in NodePattern.Expand(pattern))
                Add(NodeName.Parse(text));
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{BytePath.FromText(pattern)}': {e.Message}");
        }
    }

    private void Add(NodeName name)
    {
        if (!_all.Add(name))
            return;
        if (_names.Count == NodePattern.MaxNames)
            throw new FormatException($"more than {NodePattern.MaxNames} nodes");
        _names.Add(name);
    }
}
