using Ka.Linux;

namespace Ka.Wire;

/// <summary>A disk in an <see cref="Inventory"/>.</summary>
/// <param name="Name">The kernel's: sda, nvme0n1.</param>
/// <param name="Model">Empty: it does not say.</param>
/// <param name="Serial">Empty: it does not say.</param>
/// <param name="Transport">ata, nvme, scsi, usb, virtio…; empty: unknown.</param>
/// <param name="Size">Bytes.</param>
/// <param name="SectorSize">Bytes of a logical sector.</param>
/// <param name="Removable">It, or what is in it, can be taken out.</param>
public sealed record InventoryDisk(
    BytePath Name,
    BytePath Model,
    BytePath Serial,
    BytePath Transport,
    long Size,
    uint SectorSize,
    bool Removable
)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Name(Name, WireLimits.Label);
        writer.Name(Model, WireLimits.Label);
        writer.Name(Serial, WireLimits.Label);
        writer.Name(Transport, WireLimits.Label);
        writer.U63(Size);
        writer.U32(SectorSize);
        writer.Flag(Removable);
    }

    internal static InventoryDisk Read(ref WireReader reader) =>
        new(
            reader.Name("disk", WireLimits.Label),
            reader.Name("model", WireLimits.Label),
            reader.Name("serial", WireLimits.Label),
            reader.Name("transport", WireLimits.Label),
            reader.U63("size"),
            reader.U32("sector size"),
            reader.Flag("removable")
        );
}
