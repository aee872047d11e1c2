using System;
using System.Collections.Generic;
using System.IO.Hashing;
using Ka.SealedStream;
using Ka.Streams;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class StreamTests
{
    [Fact]
    public void A_reader_gets_the_streams_that_were_written_with_their_lengths_and_hashes()
    {
        byte[][] streams = [Sample((3 * PlainChunk.Capacity) + 17), [], Sample(1)];
        using var opener = new ChunkOpener(SealedRun.Key);
        var reader = new StreamReader(SealedRun.Of(streams), opener);
        foreach (var plain in streams)
        {
            Assert.Equal($"{reader.Number + 1}", reader.BeginNext()!.Name.ToString());
            Assert.Equal(plain, ReadAll(reader));
            Assert.Equal(new StreamEnd(plain.Length, XxHash128.HashToUInt128(plain), true, 0, 2), reader.LastEnd);
        }
        Assert.Null(reader.BeginNext());
    }

    [Fact]
    public void A_stream_is_a_begin_record_chunks_of_bytes_and_an_end_record()
    {
        var run = SealedRun.Of(Sample(PlainChunk.Capacity + 1));
        var kinds = new List<ChunkKind>();
        var start = 0;
        foreach (var end in run.Ends)
        {
            kinds.Add(ChunkHeader.Read(run.Bytes.AsSpan(start, ChunkHeader.Size)).Kind);
            start = end;
        }
        Assert.Equal([ChunkKind.Begin, ChunkKind.Bytes, ChunkKind.Bytes, ChunkKind.End, ChunkKind.EndOfRun], kinds);
    }

    [Fact]
    public void A_stream_that_is_not_read_to_its_end_cannot_be_followed_by_another()
    {
        using var opener = new ChunkOpener(SealedRun.Key);
        var reader = new StreamReader(SealedRun.Of(Sample(10), Sample(10)), opener);
        reader.BeginNext();
        Assert.Throws<StreamBrokenException>(() => reader.BeginNext());
    }

    private static byte[] ReadAll(StreamReader reader)
    {
        var bytes = new List<byte>();
        while (reader.Next() is { IsEmpty: false } piece)
            bytes.AddRange(piece.Span);
        return [.. bytes];
    }

    private static byte[] Sample(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
