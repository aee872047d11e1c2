namespace Ka.Disks.Model;

/// <summary>How a machine was booted.</summary>
public enum Firmware
{
    Bios,
    Uefi,
}
