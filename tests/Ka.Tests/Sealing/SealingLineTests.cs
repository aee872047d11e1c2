using System;
using System.Collections.Generic;
using System.IO;
using Ka.Linux;
using Ka.Sealing;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Sealing;

public sealed class SealingLineTests
{
    private static readonly Bytes32 s_key = Bytes32.Random();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Chunks_come_out_in_the_order_they_went_in(int workers)
    {
        var sequences = new List<long>();
        using var line = new SealingLine(s_key, Compression.Parse("1"), workers, chunk =>
        {
            sequences.Add(ChunkHeader.Read(chunk[..ChunkHeader.Size]).Sequence);
            return 0;
        });
        for (var i = 0; i < 100; i++)
        {
            var chunk = line.Rent();
            chunk.Fill(new byte[1 + i * 5000]);
            line.Submit(chunk, ChunkKind.Bytes, 1, 0);
        }
        line.Drain();
        Assert.Equal(100, sequences.Count);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, sequences[i]);
    }

    [Fact]
    public void A_stream_is_its_begin_its_bytes_and_an_end_that_proves_them()
    {
        var sealedStream = new MemoryStream();
        var plain = new byte[3 * PlainChunk.Capacity + 17];
        new Random(5).NextBytes(plain);
        StreamEnd end;
        using (var line = new SealingLine(s_key, Compression.None, 2, chunk =>
        {
            sealedStream.Write(chunk);
            return 0;
        }))
        {
            var writer = new SealedStreamWriter(line, 1, new StreamBegin(BytePath.FromText("a name"), StreamKind.File, null));
            for (var sent = 0; sent < plain.Length;)
            {
                var span = writer.GetSpan();
                var count = Math.Min(span.Length, plain.Length - sent);
                plain.AsSpan(sent, count).CopyTo(span);
                writer.Advance(count);
                sent += count;
            }
            end = writer.Complete(unreadable: 0, changed: 2);
            line.Drain();
        }

        var (kinds, opened) = Open(sealedStream.ToArray());
        Assert.Equal([ChunkKind.Begin, ChunkKind.Bytes, ChunkKind.Bytes, ChunkKind.Bytes, ChunkKind.Bytes, ChunkKind.End], kinds);
        Assert.Equal(plain, opened);
        Assert.Equal(plain.Length, end.PlainLength);
        Assert.Equal(System.IO.Hashing.XxHash128.HashToUInt128(plain), end.Hash);
        Assert.True(end.Complete);
    }

    [Fact]
    public void An_output_that_fails_stops_the_producer_with_its_reason()
    {
        using var line = new SealingLine(s_key, Compression.None, 2, _ => throw new IOException("no room"));
        Assert.Equal("no room", Assert.Throws<SealingStoppedException>(() => SubmitForEver(line)).Message);
        Assert.Throws<SealingStoppedException>(line.Drain);
    }

    private static void SubmitForEver(SealingLine line)
    {
        while (true)
        {
            var chunk = line.Rent();
            chunk.Fill([1]);
            line.Submit(chunk, ChunkKind.Bytes, 1, 0);
        }
    }

    private static (List<ChunkKind> Kinds, byte[] Plain) Open(ReadOnlySpan<byte> sealedStream)
    {
        using var opener = new ChunkOpener(s_key);
        var kinds = new List<ChunkKind>();
        var plain = new MemoryStream();
        while (!sealedStream.IsEmpty)
        {
            var headerBytes = sealedStream[..ChunkHeader.Size];
            var header = ChunkHeader.Read(headerBytes);
            var opened = opener.Open(header, headerBytes, sealedStream.Slice(ChunkHeader.Size, header.SealedLength));
            kinds.Add(header.Kind);
            if (header.Kind == ChunkKind.Bytes)
                plain.Write(opened.Span);
            sealedStream = sealedStream[(ChunkHeader.Size + header.SealedLength)..];
        }
        return (kinds, plain.ToArray());
    }
}
