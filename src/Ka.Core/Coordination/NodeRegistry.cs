using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace Ka.Coordination;

/// <summary>The nodes of a run.</summary>
/// <param name="isOnePerMachine">A machine is one node whatever its data port: it has one set of disks.</param>
internal sealed class NodeRegistry(bool isOnePerMachine)
{
    private readonly Dictionary<uint, NodeRecord> _present = [];
    private readonly Dictionary<IPEndPoint, NodeRecord> _byAddress = [];
    private readonly List<NodeRecord> _served = [];

    /// <summary>Nodes without a verdict: in the round, waiting for one, or being prepared.</summary>
    public IReadOnlyCollection<NodeRecord> Present => _present.Values;

    public int Count => _present.Count;

    /// <summary>Nodes that the report names, in its order.</summary>
    public IReadOnlyList<NodeRecord> Served => _served;

    public bool TryGet(uint id, out NodeRecord node) => _present.TryGetValue(id, out node!);

    /// <summary>The newest node at an address; null: none.</summary>
    public NodeRecord? At(IPEndPoint address) => _byAddress.GetValueOrDefault(KeyOf(address));

    public void Add(NodeRecord node)
    {
        _present.Add(node.Node, node);
        _byAddress[KeyOf(node.Address)] = node;
    }

    public void Remove(NodeRecord node) => _present.Remove(node.Node);

    /// <summary>Removes a node that the run never had.</summary>
    public void Forget(NodeRecord node)
    {
        Remove(node);
        _byAddress.Remove(KeyOf(node.Address));
    }

    /// <summary>Adds a node to the report.</summary>
    public void Serve(NodeRecord node)
    {
        if (node.Round == 0 && !_served.Contains(node))
            _served.Add(node);
    }

    /// <summary>Takes a node out of the report, because its successor will be in it.</summary>
    public void Unserve(NodeRecord node) => _served.Remove(node);

    /// <summary>The nodes in the order of their addresses.</summary>
    public static List<NodeRecord> InOrder(IEnumerable<NodeRecord> nodes) =>
        [.. nodes.OrderBy(node => (node.Address, node.Node), NodeAddressOrder.Instance)];

    private IPEndPoint KeyOf(IPEndPoint address) => isOnePerMachine ? new IPEndPoint(address.Address, 0) : address;
}
