using System.Collections.Generic;

namespace Ka.Wire;

/// <summary>A network card of a booted clone in its <see cref="BootReport"/>.</summary>
/// <param name="Name"><c>eth0</c>.</param>
/// <param name="Mac">Its hardware address as text.</param>
/// <param name="Addresses">Its IPv4 addresses with the bits of their networks, <c>10.0.0.31/24</c>; at most
/// <see cref="WireLimits.BootAddresses"/>.</param>
public sealed record BootInterface(string Name, string Mac, IReadOnlyList<string> Addresses)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Text(Name, WireLimits.Label);
        writer.Text(Mac, WireLimits.Label);
        writer.Count(Addresses.Count, WireLimits.BootAddresses);
        foreach (var address in Addresses)
            writer.Text(address, WireLimits.Label);
    }

    internal static BootInterface Read(ref WireReader reader)
    {
        var (name, mac) = (reader.Text("interface", WireLimits.Label), reader.Text("address", WireLimits.Label));
        var addresses = new string[reader.Count("addresses", WireLimits.BootAddresses)];
        for (var i = 0; i < addresses.Length; i++)
            addresses[i] = reader.Text("addresses", WireLimits.Label);
        return new BootInterface(name, mac, addresses);
    }
}
