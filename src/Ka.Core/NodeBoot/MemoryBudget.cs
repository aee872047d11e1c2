using System;
using Ka.Boot;
using Ka.Formatting;

namespace Ka.NodeBoot;

/// <summary>The memory for the rescue and for the programs that run from it: computed before a byte is received, because a
/// machine that runs out of memory kills programs without a word.</summary>
/// <param name="Rescue">Its length in bytes; null: not known yet.</param>
internal sealed record MemoryBudget(MemoryFigures Memory, long? Rescue)
{
    private const long LargestWindow = 64L << 20;
    private const long SmallestWindow = 8L << 20;

    /// <summary>Bytes of memory for our own program, the kernel's caches, and what is run and written in the rescue.</summary>
    private const long System = 64L << 20;

    /// <summary>Bytes between network and rescue. Less than the usual 64 MiB on a small machine; its neighbours then wait for it
    /// sooner.</summary>
    public long Window => Math.Clamp((Memory.Available - System - (Rescue ?? 0)) / 2, SmallestWindow, LargestWindow);

    /// <summary>Largest number of bytes of the file system that the rescue is received into: an error of a full disk instead of a
    /// dead machine.</summary>
    public long Limit => Math.Max(Memory.Available - System - Window, 1L << 20);

    public bool Fits => (Rescue ?? 0) <= Limit && Memory.Available > System + SmallestWindow;

    public string Complaint =>
        $"not enough memory: the rescue needs {Quantity.Bytes((Rescue ?? 0) + System + SmallestWindow)} "
        + $"({Quantity.Bytes(Rescue ?? 0)} itself and {Quantity.Bytes(System + SmallestWindow)} to run), "
        + $"{Quantity.Bytes(Memory.Available)} of {Quantity.Bytes(Memory.Total)} are free";
}
