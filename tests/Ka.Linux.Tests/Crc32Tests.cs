using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void It_is_the_crc_of_zlib_and_ethernet() => Assert.Equal(0xcbf43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void It_does_not_matter_in_which_pieces_the_bytes_come()
    {
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);
        var whole = Crc32.Append(0, bytes);
        Assert.Equal(Slow(bytes), whole);
        foreach (var length in new[] { 0, 1, 7, 64, 333, 4999, 5000 })
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, bytes.AsSpan(..length)), bytes.AsSpan(length..)));
    }

    [Fact]
    public void No_bytes_change_nothing() => Assert.Equal(7u, Crc32.Append(7, []));

    // Bit by bit, as ISO 3309 defines it.
    private static uint Slow(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }
        return ~crc;
    }
}
