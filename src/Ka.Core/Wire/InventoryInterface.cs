using Ka.Linux;

namespace Ka.Wire;

/// <summary>A network interface in an <see cref="Inventory"/>.</summary>
/// <param name="Address">Its hardware address as text.</param>
/// <param name="Driver">The kernel's module for it; empty: unknown.</param>
/// <param name="Speed">Mbit/s; 0: no carrier, or it does not say.</param>
public sealed record InventoryInterface(BytePath Name, BytePath Address, BytePath Driver, uint Speed)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Name(Name, WireLimits.Label);
        writer.Name(Address, WireLimits.Label);
        writer.Name(Driver, WireLimits.Label);
        writer.U32(Speed);
    }

    internal static InventoryInterface Read(ref WireReader reader) =>
        new(
            reader.Name("interface", WireLimits.Label),
            reader.Name("address", WireLimits.Label),
            reader.Name("driver", WireLimits.Label),
            reader.U32("speed")
        );
}
