namespace Ka.TestKit;

/// <summary>What a virtual machine starts with.</summary>
public enum VmFirmware
{
    /// <summary>SeaBIOS.</summary>
    Bios,

    /// <summary>OVMF, without Secure Boot. Its variables live in <see cref="VmPlan.Variables"/>.</summary>
    Uefi,
}
