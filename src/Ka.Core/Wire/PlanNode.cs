using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Wire;

/// <summary>What the golden node gives to one node.</summary>
/// <param name="Node">A hardware address in lower case with colons, or an IP address.</param>
/// <param name="Name">The host name; empty: none.</param>
public sealed record PlanNode(string Node, string Name)
{
    /// <summary>Addresses and variables by their keys, in the order of the operator's file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values { get; init; } = [];

    /// <summary>Equality by contents, those of the list included.</summary>
    public bool Equals(PlanNode? other) =>
        other is not null && (Node, Name) == (other.Node, other.Name) && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Node, Name, Values.Count);

    internal void Write(ref WireWriter writer)
    {
        writer.Text(Node, WireLimits.Label);
        writer.Text(Name, WireLimits.HostName);
        writer.Count(Values.Count, WireLimits.PlanValues);
        foreach (var (key, value) in Values)
        {
            writer.Text(key, WireLimits.Label);
            writer.Text(value, WireLimits.PlanValue);
        }
    }

    internal static PlanNode Read(ref WireReader reader)
    {
        var (node, name) = (reader.Text("node", WireLimits.Label), reader.Text("host name", WireLimits.HostName));
        var values = new KeyValuePair<string, string>[reader.Count("values", WireLimits.PlanValues)];
        for (var i = 0; i < values.Length; i++)
            values[i] = new(reader.Text("key", WireLimits.Label), reader.Text("value", WireLimits.PlanValue));
        return new PlanNode(node, name) { Values = values };
    }
}
