using System;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Linq;
using FsCheck.Xunit;
using Ka.Manifests;
using Xunit;

namespace Ka.Tests.Manifests;

/// <summary>The hash of contents does not know holes from zeros, and nothing else from anything else.</summary>
public sealed class ContentHashTests
{
    private const int Block = ContentHash.BlockSize;

    [Theory]
    [InlineData(1)]
    [InlineData(Block)]
    [InlineData(3 * Block + 17)]
    public void Of_contents_without_a_block_of_zeros_it_is_their_XXH3(int length)
    {
        var bytes = Bytes(length);
        Assert.Equal(XxHash128.HashToUInt128(bytes), Whole(bytes));
    }

    [Theory]
    [InlineData(1, "51025a4491835505e12ef9d2eb86ceeb")]
    [InlineData(2, "4f79528c6bb1486de406c97925067f24")]
    [InlineData(3, "f727126d6288a4bd5c83885a0fb5d516")]
    [InlineData(4, "6a20c426eb2da17d217908f07519e96e")]
    [InlineData(9, "781bfd0e8d95a9ada51b142882780bcb")]
    [InlineData(17, "f889d91b7faf208294ad051aea796d7e")]
    [InlineData(129, "b550da2f042256556a4dda91524c13ef")]
    [InlineData(241, "9ea4272027cb71fcbff7215089202d8f")]
    [InlineData(1000, "75a121399f9b8485b8b406a98622d913")]
    [InlineData(5000, "41e4bc877e39437f882162ebfafc2c3f")]
    public void It_is_what_xxh128sum_prints(int length, string expected) =>
        Assert.Equal(expected, $"{Whole(Enumerable.Range(0, length).Select(i => (byte)(i * 7 + 1)).ToArray()):x32}");

    [Fact]
    public void Zeros_are_nothing_and_a_gap_is_the_place_behind_it()
    {
        Assert.Equal(XxHash128.HashToUInt128([]), Whole(new byte[5 * Block + 5]));
        var bytes = new byte[4 * Block];
        Bytes(Block).CopyTo(bytes, 2 * Block);
        var place = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, 2 * Block);
        Assert.Equal(XxHash128.HashToUInt128([.. place, .. Bytes(Block)]), Whole(bytes));
    }

    [Fact]
    public void The_same_bytes_elsewhere_are_another_file()
    {
        var one = new byte[8 * Block];
        var other = new byte[8 * Block];
        Bytes(Block).CopyTo(one, 3 * Block);
        Bytes(Block).CopyTo(other, 4 * Block);
        Assert.NotEqual(Whole(one), Whole(other));
    }

    [Fact]
    public void A_terabyte_of_hole_costs_nothing()
    {
        var hash = new ContentHash();
        hash.Add([1]);
        hash.Skip((1L << 40) - 1);
        hash.Add([2]);
        var other = new ContentHash();
        other.Add([1]);
        other.Skip(1L << 40);
        other.Add([2]);
        Assert.NotEqual(hash.Take(), other.Take());
    }

    [Property(MaxTest = 300)]
    public void However_it_comes_in_pieces_and_holes_it_is_the_same(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[random.Next(6 * Block)];
        for (var i = random.Next(5); i > 0 && bytes.Length > 0; i--)
            random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)) is var rest ? rest[..random.Next(rest.Length + 1)] : rest);
        for (var i = random.Next(5); i > 0 && bytes.Length > 0; i--)
            bytes.AsSpan(random.Next(bytes.Length) / Block * Block).Slice(0, 1).Clear();
        var hash = new ContentHash();
        hash.Add([9]);
        hash.Take();
        for (var at = 0; at < bytes.Length; )
        {
            var length = Math.Min(bytes.Length - at, random.Next(3) == 0 ? Block : 1 + random.Next(2 * Block));
            var piece = bytes.AsSpan(at, length);
            if (piece.ContainsAnyExcept((byte)0) || random.Next(2) == 0)
                hash.Add(piece);
            else
                hash.Skip(length);
            at += length;
        }
        Assert.Equal(Whole(bytes), hash.Take());
    }

    [Property(MaxTest = 200)]
    public void Another_byte_is_another_hash(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[1 + random.Next(4 * Block)];
        if (random.Next(2) == 0)
            random.NextBytes(bytes);
        var before = Whole(bytes);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        Assert.NotEqual(before, Whole(bytes));
    }

    private static UInt128 Whole(ReadOnlySpan<byte> bytes)
    {
        var hash = new ContentHash();
        hash.Add(bytes);
        return hash.Take();
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
