namespace Ka.Linux;

/// <summary>A device as makedev(3) knows it.</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The 64-bit dev_t of the C library.</summary>
    internal ulong Encoded =>
        (Minor & 0xffUL) | ((Major & 0xfffUL) << 8) | ((Minor & ~0xffUL) << 12) | ((Major & ~0xfffUL) << 32);
}
