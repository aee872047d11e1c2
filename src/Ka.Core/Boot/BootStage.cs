using System.Collections.Generic;

namespace Ka.Boot;

/// <summary>A step of a machine from power-on to the rescue. docs/boot.md has the same names; <c>ka.break=NAME</c> stops before
/// it.</summary>
/// <param name="Name">One word.</param>
/// <param name="Stage">1: in the initramfs; 2: in the rescue.</param>
/// <param name="Meaning">The stage's purpose, for people.</param>
public sealed record BootStage(string Name, int Stage, string Meaning)
{
    public static BootStage Mounts { get; } =
        new("mounts", 1, "mount /proc, /sys, /dev, /run and /tmp, read the kernel command line");

    public static BootStage Modules { get; } = new("modules", 1, "load the drivers of what is there");

    public static BootStage Network { get; } = new("network", 1, "find an interface with carrier and an address for it");

    public static BootStage Rescue { get; } = new("rescue", 1, "receive the rescue from the golden node into memory");

    public static BootStage Enter { get; } = new("enter", 1, "mount the rescue and make it the root");

    public static BootStage Drivers { get; } = new("drvinst", 2, "load the drivers of what is there, storage included");

    public static BootStage Disks { get; } = new("disks", 2, "wait until no more disks appear");

    public static BootStage Register { get; } = new("register", 2, "join the golden node with an inventory of this machine");

    /// <summary>All stages in their order.</summary>
    public static IReadOnlyList<BootStage> All { get; } = [Mounts, Modules, Network, Rescue, Enter, Drivers, Disks, Register];
}
