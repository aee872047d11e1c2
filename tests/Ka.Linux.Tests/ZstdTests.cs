using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class ZstdTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(1 << 20, 1)]
    [InlineData(1 << 20, 19)]
    public void What_is_compressed_comes_back(int length, int level)
    {
        var plain = new byte[length];
        new Random(length).NextBytes(plain.AsSpan(0, length / 2));
        using var zstd = new Zstd();
        var packed = new byte[Zstd.Bound(length)];
        var opened = new byte[length];

        var count = zstd.TryCompress(plain, packed, level);

        Assert.InRange(count, 1, packed.Length);
        Assert.Null(zstd.TryDecompress(packed.AsSpan(0, count), opened));
        Assert.Equal(plain, opened);
    }

    [Fact]
    public void No_flipped_bit_leads_to_other_bytes_unnoticed()
    {
        var plain = new byte[600];
        new Random(2).NextBytes(plain.AsSpan(0, 200));
        using var zstd = new Zstd();
        var packed = new byte[Zstd.Bound(plain.Length)];
        packed = packed[..zstd.TryCompress(plain, packed, 1)];
        var opened = new byte[plain.Length];
        for (var bit = 0; bit < packed.Length * 8; bit++)
        {
            var damaged = packed.AsSpan().ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(zstd.TryDecompress(damaged, opened) is not null || plain.AsSpan().SequenceEqual(opened), $"bit {bit}");
        }
    }

    [Fact]
    public void What_does_not_fit_is_not_compressed()
    {
        var random = new byte[4096];
        new Random(1).NextBytes(random);
        using var zstd = new Zstd();

        Assert.Equal(-1, zstd.TryCompress(random, new byte[4000], 3));
    }

    [Fact]
    public void A_frame_of_another_length_or_a_damaged_one_is_told_in_words()
    {
        using var zstd = new Zstd();
        var packed = new byte[Zstd.Bound(1000)];
        var count = zstd.TryCompress(new byte[1000], packed, 1);

        Assert.Equal("1000 bytes instead of 1001", zstd.TryDecompress(packed.AsSpan(0, count), new byte[1001]));
        Assert.NotNull(zstd.TryDecompress(packed.AsSpan(0, count), new byte[999]));
        Assert.NotNull(zstd.TryDecompress(packed.AsSpan(0, count - 1), new byte[1000]));
        packed[0] ^= 1;
        Assert.NotNull(zstd.TryDecompress(packed.AsSpan(0, count), new byte[1000]));
    }

    [Fact]
    public void Damage_at_any_byte_neither_crashes_nor_writes_beyond()
    {
        using var zstd = new Zstd();
        var plain = new byte[2000];
        new Random(2).NextBytes(plain.AsSpan(0, 500));
        var packed = new byte[Zstd.Bound(plain.Length)];
        var count = zstd.TryCompress(plain, packed, 3);
        var room = new byte[plain.Length + 64];
        for (var i = 0; i < count; i++)
        {
            packed[i] ^= 0x55;
            zstd.TryDecompress(packed.AsSpan(0, count), room.AsSpan(0, plain.Length));
            packed[i] ^= 0x55;
        }

        Assert.Equal(-1, room.AsSpan(plain.Length).IndexOfAnyExcept((byte)0));
    }
}
