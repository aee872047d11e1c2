namespace Ka.TestKit;

/// <summary>What a disk hangs on, and so what the guest's kernel calls it.</summary>
public enum VmBus
{
    /// <summary>virtio-blk: <c>vda</c>.</summary>
    Virtio,

    /// <summary>A disk on an AHCI controller: <c>sda</c>.</summary>
    Ahci,

    /// <summary><c>nvme0n1</c>.</summary>
    Nvme,

    /// <summary>A SCSI disk on a virtio-scsi controller: <c>sda</c>.</summary>
    Scsi,

    /// <summary>A stick: <c>sda</c>, removable.</summary>
    Usb,
}
