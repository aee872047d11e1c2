using System;
using System.Collections.Generic;
using System.Net;
using Ka.Nodes;
using Ka.Wire;

namespace Ka.Operator;

/// <summary>Addresses of nodes that are named in any way: by the table of a run, then by hosts(5).</summary>
/// <remarks>No name server is asked: docs/adr/0008-static-glibc-no-names.md.</remarks>
/// <param name="table">The nodes of a run; empty without a golden node.</param>
public sealed class NodeAddresses(IReadOnlyList<NodeRow> table, HostsFile hosts)
{
    private const string NorInHosts = ", and not in /etc/hosts";

    /// <summary>The addresses in the order of the set; each once.</summary>
    /// <exception cref="FormatException">A name has no address, or several. The message names it.</exception>
    public IReadOnlyList<IPAddress> Of(NodeSet nodes)
    {
        var byName = ByName();
        List<IPAddress> found = [];
        foreach (var name in nodes.Names)
        {
            var address = name is NodeName.Address direct ? direct.Value : Find(name, byName);
            if (!found.Contains(address))
                found.Add(address);
        }
        return found;
    }

    private IPAddress Find(NodeName name, Dictionary<NodeName, List<IPAddress>> byName) =>
        byName.GetValueOrDefault(name) switch
        {
            [var only] => only,
            { } several => throw new FormatException($"'{name}' is the name of several nodes: {string.Join(", ", several)}"),
            null => name is NodeName.Host host && hosts.Find(host) is { } listed
                ? listed
                : throw new FormatException($"'{name}' is no node of the run{(name is NodeName.Host ? NorInHosts : "")}"),
        };

    /// <summary>Nodes that are gone count only for names that no other node has: a node that came back has two rows.</summary>
    private Dictionary<NodeName, List<IPAddress>> ByName()
    {
        var byName = new Dictionary<NodeName, List<IPAddress>>();
        Add(isGone: false, []);
        Add(isGone: true, [.. byName.Keys]);
        return byName;

        void Add(bool isGone, HashSet<NodeName> known)
        {
            foreach (var row in table)
                if (row.Stage == NodeStage.Gone == isGone)
                    foreach (var name in NodeName.Of(row.Address, row.Host.ToString(), row.Macs))
                        if (!known.Contains(name))
                            AddOne(name, row.Address);
        }

        void AddOne(NodeName name, IPAddress address)
        {
            if (!byName.TryGetValue(name, out var addresses))
                byName[name] = addresses = [];
            if (!addresses.Contains(address))
                addresses.Add(address);
        }
    }
}
