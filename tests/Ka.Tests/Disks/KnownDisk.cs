namespace Ka.Tests.Disks;

/// <summary>What it takes before a disk may be erased.</summary>
internal enum Consent
{
    /// <summary>It is in the machine: the question for all disks.</summary>
    NotNeeded,

    /// <summary>It is somewhere else: its name, serial number or WWN in a map, or its name.</summary>
    MapOrName,

    /// <summary>It is no disk, and only tests take it: its name.</summary>
    Name,

    /// <summary>Nothing.</summary>
    Impossible,
}

/// <summary>A disk as lsblk and sysfs show it, and what a person who knows it would say. Nothing here is taken from the
/// product.</summary>
/// <param name="Listed">lsblk's TRAN; null: it says nothing.</param>
internal sealed record KnownDisk(string Name, string? Listed, Consent Consent)
{
    /// <summary>A machine has any of these.</summary>
    public static readonly KnownDisk[] All =
    [
        new("sda", "sata", Consent.NotNeeded),
        new("sdb", "sas", Consent.NotNeeded),
        new("sdc", null, Consent.NotNeeded)
        {
            SysPath = "../devices/pci0000:00/0000:00:05.0/host0/target0:2:0/0:2:0:0/block/sdc",
        },
        new("sdd", "usb", Consent.Impossible),
        new("sde", "fc", Consent.MapOrName),
        new("sdf", null, Consent.MapOrName)
        {
            SysPath = "../devices/pci0000:00/0000:00:06.0/host2/rport-2:0-1/target2:0:0/2:0:0:0/block/sdf",
        },
        new("sdg", "iscsi", Consent.MapOrName),
        new("sdh", null, Consent.MapOrName) { SysPath = "../devices/platform/host3/session1/target3:0:0/3:0:0:1/block/sdh" },
        new("sdi", "fcoe", Consent.MapOrName),
        new("sdj", "quantum", Consent.MapOrName),
        new("sdk", "ieee1394", Consent.Impossible),
        new("vda", "virtio", Consent.NotNeeded),
        new("nvme0n1", "nvme", Consent.NotNeeded) { Controllers = ["pcie"] },
        new("nvme1n1", "nvme", Consent.MapOrName) { Controllers = ["tcp"] },
        new("nvme2n1", "nvme", Consent.MapOrName) { Controllers = ["pcie", "rdma"] },
        new("nvme3n1", null, Consent.MapOrName) { SysPath = "../devices/virtual/nvme-fabrics/ctl/nvme3/nvme3n1" },
        new("mmcblk0", "mmc", Consent.NotNeeded),
        new("mmcblk0boot0", "mmc", Consent.Impossible),
        new("mmcblk0boot1", null, Consent.Impossible),
        new("mmcblk0rpmb", "mmc", Consent.Impossible),
        new("mmcblk10gp0", "mmc", Consent.Impossible),
        new("zram0", null, Consent.Name),
        new("ram0", null, Consent.Name),
        new("nbd0", null, Consent.Name),
        new("rbd0", null, Consent.Name) { SysPath = "../devices/rbd/0/block/rbd0" },
        new("drbd0", null, Consent.Name),
        new("bcache0", null, Consent.Name),
        new("zd0", null, Consent.Name),
        new("ublkb0", null, Consent.Name),
        new("loop0", null, Consent.Name) { Type = "loop" },
        new("sr0", "sata", Consent.Name) { Type = "rom" },
        new("md127", null, Consent.Name) { Type = "raid1" },
        // Left by a system that was here before: nothing has it mounted.
        new("dm-0", null, Consent.Name) { Type = "lvm" },
        new("dm-1", null, Consent.Name) { Type = "crypt" },
    ];

    /// <summary>lsblk's TYPE.</summary>
    public string Type { get; init; } = "disk";

    /// <summary>Where its link in sysfs points to.</summary>
    public string SysPath { get; init; } = "";

    /// <summary>The transports of an NVMe disk's controllers.</summary>
    public string[] Controllers { get; init; } = [];
}
