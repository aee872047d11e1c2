using System;

namespace Ka.Linux;

/// <summary>CRC-32 (ISO 3309; zlib, gzip and Ethernet have it), by code that is chosen for the processor at run time
/// (docs/adr/0039-one-look-at-the-bytes.md).</summary>
public static unsafe class Crc32
{
    /// <summary>The CRC of some bytes and of <paramref name="bytes"/> after them.</summary>
    /// <param name="crc">The CRC of the bytes before; 0 when there are none.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        // The library takes no address for "begin anew".
        if (bytes.IsEmpty)
            return crc;
        fixed (byte* start = bytes)
            return Libz.crc32(crc, start, bytes.Length);
    }
}
