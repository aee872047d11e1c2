using System.Collections.Generic;
using System.IO;

namespace Ka.TestKit;

/// <summary>A disk of a virtual machine: a raw image on some bus.</summary>
/// <param name="Image">The file.</param>
/// <param name="Bus">Where it is plugged in. Disks on one bus get the kernel's names in their order in the plan.</param>
public sealed record VmDisk(string Image, VmBus Bus = VmBus.Virtio)
{
    /// <summary>Bytes of a logical sector: 512 or 4096. Ahci: 512 only.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>At most 20 characters; below <c>/dev/disk/by-id</c> with it, when the guest has udev.</summary>
    public string? Serial { get; init; }

    /// <summary>What is written is forgotten with the machine. The file may belong to many machines at once.</summary>
    public bool Discards { get; init; }

    /// <summary>Sectors of 512 bytes that cannot be written: whoever tries gets an I/O error.</summary>
    public IReadOnlyList<long> FailingWrites { get; init; } = [];

    /// <summary>The firmware tries devices in the order of these; null: never.</summary>
    public int? BootIndex { get; init; }

    /// <summary>Makes an image of zeros that takes no space.</summary>
    public static VmDisk Create(string image, long bytes, VmBus bus = VmBus.Virtio, int sectorSize = 512)
    {
        using (var file = File.Create(image))
            file.SetLength(bytes);
        return new VmDisk(image, bus) { SectorSize = sectorSize };
    }
}
