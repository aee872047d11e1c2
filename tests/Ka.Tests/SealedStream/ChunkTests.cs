using System;
using System.Linq;
using Ka.SealedStream;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class ChunkTests
{
    private static readonly Bytes32 s_key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(19, 3)]
    public void What_was_sealed_opens_to_the_same_bytes(int level, int noise)
    {
        using var sealer = new ChunkSealer(s_key);
        using var opener = new ChunkOpener(s_key);
        foreach (var length in new[] { 1, 15, 16, 17, 512, 4096, PlainChunk.Capacity })
        {
            var plain = Sample(length, noise);
            var chunk = sealer.Seal(Chunk(opener.NextSequence, 0, plain), level, out _);
            Assert.Equal(plain, Open(opener, chunk));
        }
    }

    [Fact]
    public void A_chunk_that_would_not_shrink_is_sent_as_it_is()
    {
        using var sealer = new ChunkSealer(s_key);
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        var chunk = sealer.Seal(Chunk(0, 0, noise), 3, out var shrank);
        Assert.False(shrank);
        Assert.Equal(ChunkHeader.Size + noise.Length + ChunkHeader.TagSize, chunk.Length);
    }

    [Fact]
    public void A_chunk_that_shrinks_is_sent_compressed()
    {
        using var sealer = new ChunkSealer(s_key);
        var chunk = sealer.Seal(Chunk(0, 0, new byte[100_000]), 1, out var shrank);
        Assert.True(shrank);
        Assert.True(chunk.Length < 200);
    }

    [Fact]
    public void The_plain_bytes_cannot_be_seen_in_the_sealed_ones()
    {
        using var sealer = new ChunkSealer(s_key);
        var plain = new byte[4096];
        "a marker that must not be seen"u8.CopyTo(plain.AsSpan(1000));
        var chunk = sealer.Seal(Chunk(0, 0, plain), 0, out _);
        Assert.Equal(-1, chunk.IndexOf("marker"u8));
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        using var sealer = new ChunkSealer(s_key);
        var chunk = sealer.Seal(Chunk(0, 7, Sample(64, 1)), 0, out _).ToArray();
        for (var bit = 0; bit < chunk.Length * 8; bit++)
        {
            var damaged = chunk.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            using var opener = new ChunkOpener(s_key);
            Assert.Throws<ProtocolException>(() => Open(opener, damaged));
        }
    }

    [Fact]
    public void A_header_that_was_changed_together_with_its_hash_does_not_fit_the_seal()
    {
        using var sealer = new ChunkSealer(s_key);
        using var opener = new ChunkOpener(s_key);
        var chunk = sealer.Seal(Chunk(0, 7, Sample(64, 1)), 0, out _).ToArray();
        var header = ChunkHeader.Read(chunk.AsSpan(..ChunkHeader.Size));
        (header with { PlainOffset = 8 }).Write(chunk);
        var error = Assert.Throws<ProtocolException>(() => Open(opener, chunk));
        Assert.Contains("seal", error.Message);
    }

    [Fact]
    public void Another_key_opens_nothing()
    {
        using var sealer = new ChunkSealer(s_key);
        using var opener = new ChunkOpener(Bytes32.Random());
        var chunk = sealer.Seal(Chunk(0, 0, Sample(64, 1)), 0, out _).ToArray();
        Assert.Throws<ProtocolException>(() => Open(opener, chunk));
    }

    [Fact]
    public void A_chunk_that_is_left_out_or_repeated_is_found()
    {
        using var sealer = new ChunkSealer(s_key);
        var first = sealer.Seal(Chunk(0, 0, Sample(64, 1)), 0, out _).ToArray();
        var second = sealer.Seal(Chunk(1, 64, Sample(64, 1)), 0, out _).ToArray();
        using var opener = new ChunkOpener(s_key);
        Assert.Throws<ProtocolException>(() => Open(opener, second));
        Open(opener, first);
        Assert.Throws<ProtocolException>(() => Open(opener, first));
        Open(opener, second);
    }

    private static byte[] Open(ChunkOpener opener, ReadOnlySpan<byte> chunk)
    {
        var header = ChunkHeader.Read(chunk[..ChunkHeader.Size]);
        return opener.Open(header, chunk).ToArray();
    }

    private static PlainChunk Chunk(long sequence, long offset, ReadOnlySpan<byte> plain)
    {
        var chunk = new PlainChunk
        {
            Kind = ChunkKind.Bytes,
            Stream = 1,
            Sequence = sequence,
            PlainOffset = offset,
        };
        chunk.Fill(plain);
        return chunk;
    }

    // noise: bits of randomness in each byte.
    private static byte[] Sample(int length, int noise)
    {
        var random = new Random(length);
        return Enumerable.Range(0, length).Select(_ => (byte)random.Next(1 << noise)).ToArray();
    }
}
