using System.Collections.Generic;

namespace Ka.TestKit;

/// <summary>What a virtual machine is made of. One plan may start several machines, one after the other.</summary>
public sealed record VmPlan
{
    /// <summary>For messages and the names of logs: letters, digits, hyphens.</summary>
    public required string Name { get; init; }

    public int MemoryMib { get; init; } = 768;

    /// <summary>One emulated processor is faster than two: they wait for each other.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>As QEMU calls it. What is emulated quickly and has AES and SSE 4.2; vectors of 256 bits are slow in
    /// emulation.</summary>
    public string Processor { get; init; } = "qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt,+aes,+pclmulqdq,+rdrand";

    public VmFirmware Firmware { get; init; }

    /// <summary>The file with a UEFI machine's variables, made when it is not there. null: fresh ones for each start.</summary>
    public string? Variables { get; init; }

    /// <summary>null: the firmware boots from the disks and cards that have a boot index.</summary>
    public VmKernel? Kernel { get; init; }

    public IReadOnlyList<VmDisk> Disks { get; init; } = [];

    public IReadOnlyList<VmNic> Nics { get; init; } = [];

    /// <summary>The network namespace in which the taps are; null: this machine's.</summary>
    public string? Namespace { get; init; }

    /// <summary>How many serial lines there are: <c>ttyS0</c>, which is <see cref="Vm.Console"/>, and so on; at most 4.</summary>
    public int SerialLines { get; init; } = 1;

    /// <summary>A guest that reboots ends the machine instead.</summary>
    public bool EndsAtReboot { get; init; }

    /// <summary>More words for QEMU.</summary>
    public IReadOnlyList<string> More { get; init; } = [];
}
