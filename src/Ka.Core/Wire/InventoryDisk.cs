using Ka.Linux;

namespace Ka.Wire;

/// <summary>A disk in an <see cref="Inventory"/>.</summary>
public sealed record InventoryDisk
{
    /// <summary>The kernel's: sda, nvme0n1.</summary>
    public required BytePath Name { get; init; }

    /// <summary>Empty: it does not say.</summary>
    public BytePath Model { get; init; }

    /// <summary>Empty: it does not say.</summary>
    public BytePath Serial { get; init; }

    /// <summary>ata, nvme, scsi, usb, virtio…; empty: unknown.</summary>
    public BytePath Transport { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of a logical sector.</summary>
    public required uint SectorSize { get; init; }

    /// <summary>It, or what is in it, can be taken out.</summary>
    public required bool Removable { get; init; }

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
        new InventoryDisk
        {
            Name = reader.Name("disk", WireLimits.Label),
            Model = reader.Name("model", WireLimits.Label),
            Serial = reader.Name("serial", WireLimits.Label),
            Transport = reader.Name("transport", WireLimits.Label),
            Size = reader.U63("size"),
            SectorSize = reader.U32("sector size"),
            Removable = reader.Flag("removable"),
        };
}
