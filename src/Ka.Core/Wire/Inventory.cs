using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The hardware of a machine, as the machine reports it. Follows <see cref="Join"/>; may be left out.</summary>
public sealed record Inventory : ControlMessage
{
    /// <summary>The firmware that started it.</summary>
    public required Firmware Firmware { get; init; }

    /// <summary>True when the firmware starts signed programs only.</summary>
    public required bool SecureBoot { get; init; }

    /// <summary>Bytes of memory that the kernel manages.</summary>
    public required long Memory { get; init; }

    /// <summary>The number of processors.</summary>
    public required ushort Processors { get; init; }

    /// <summary>The processors' model, for people.</summary>
    public required BytePath Processor { get; init; }

    /// <summary>The number of devices on its buses that ask for a driver.</summary>
    public required uint Devices { get; init; }

    /// <summary>At most <see cref="WireLimits.Interfaces"/>.</summary>
    public required IReadOnlyList<InventoryInterface> Interfaces { get; init; }

    /// <summary>At most <see cref="WireLimits.Disks"/>.</summary>
    public required IReadOnlyList<InventoryDisk> Disks { get; init; }

    public override MessageType Type => MessageType.Inventory;

    /// <summary>The hardware addresses of its Ethernet interfaces.</summary>
    internal IEnumerable<MacAddress> Macs()
    {
        foreach (var card in Interfaces)
            if (MacAddress.TryParse(card.Address.ToString(), out var mac))
                yield return mac;
    }

    /// <summary>Compares by contents, the lists' too.</summary>
    public bool Equals(Inventory? other) =>
        other is not null && ControlFrame.Encode(this).AsSpan().SequenceEqual(ControlFrame.Encode(other));

    public override int GetHashCode() => HashCode.Combine(Firmware, Memory, Processors, Interfaces.Count, Disks.Count);

    internal override void Write(ref WireWriter writer)
    {
        writer.U8((byte)Firmware);
        writer.Flag(SecureBoot);
        writer.U63(Memory);
        writer.U16(Processors);
        writer.Name(Processor, WireLimits.Label);
        writer.U32(Devices);
        writer.Count(Interfaces.Count, WireLimits.Interfaces);
        foreach (var found in Interfaces)
            found.Write(ref writer);
        writer.Count(Disks.Count, WireLimits.Disks);
        foreach (var disk in Disks)
            disk.Write(ref writer);
    }

    internal static Inventory Read(ref WireReader reader)
    {
        var firmware = (Firmware)reader.Choice("firmware", (byte)Firmware.Bios, (byte)Firmware.Uefi);
        var (secure, memory, processors) = (reader.Flag("secure boot"), reader.U63("memory"), reader.U16("processors"));
        var (processor, devices) = (reader.Name("processor", WireLimits.Label), reader.U32("devices"));
        var interfaces = new InventoryInterface[reader.Count("interfaces", WireLimits.Interfaces)];
        for (var i = 0; i < interfaces.Length; i++)
            interfaces[i] = InventoryInterface.Read(ref reader);
        var disks = new InventoryDisk[reader.Count("disks", WireLimits.Disks)];
        for (var i = 0; i < disks.Length; i++)
            disks[i] = InventoryDisk.Read(ref reader);
        return new Inventory
        {
            Firmware = firmware,
            SecureBoot = secure,
            Memory = memory,
            Processors = processors,
            Processor = processor,
            Devices = devices,
            Interfaces = interfaces,
            Disks = disks,
        };
    }
}
