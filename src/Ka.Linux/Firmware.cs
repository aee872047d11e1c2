namespace Ka.Linux;

/// <summary>The firmware that started a machine; the kernel has <c>/sys/firmware/efi</c> for UEFI alone.</summary>
public enum Firmware : byte
{
    Bios = 1,
    Uefi = 2,
}
