namespace Ka.TestKit;

/// <summary>What a virtual machine starts with.</summary>
public enum VmFirmware
{
    /// <summary>SeaBIOS.</summary>
    Bios,

    /// <summary>OVMF, without Secure Boot. Its variables live in <see cref="VmPlan.Variables"/>.</summary>
    Uefi,

    /// <summary>OVMF with Secure Boot on and Microsoft's keys: nothing starts that they have not signed. It needs System
    /// Management Mode, which is slow in emulation.</summary>
    SecureBoot,
}
