using System.Net;
using Ka.Linux;
using Ka.Nodes;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Admits the nodes of <c>--only</c>: by address, by hardware address of any interface, or by host name.</summary>
public sealed class NodeFilter(NodeSet nodes)
{
    /// <summary>The reason that all other nodes get.</summary>
    internal const string Refusal = "not one of --only";

    /// <summary>Number of names in the set.</summary>
    public int Count => nodes.Names.Count;

    /// <summary>True when a node at this address can belong to the set; certain when the set has addresses alone.</summary>
    internal bool MayMatch(IPAddress address) => nodes.MayContain(address);

    /// <summary>True when the node belongs to the set.</summary>
    /// <param name="inventory">null: the node sent none, so its hardware addresses are not known.</param>
    internal bool Matches(IPAddress address, BytePath host, Inventory? inventory) =>
        nodes.ContainsAny(NodeName.Of(address, host.ToString(), inventory?.Macs() ?? []));
}
