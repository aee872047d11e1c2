using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Hashing;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Streams;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class StreamTests
{
    [Fact]
    public void A_reader_gets_the_streams_that_were_written_with_their_lengths_and_identities()
    {
        byte[][] streams = [Sample((3 * PlainChunk.Capacity) + 17), [], Sample(1)];
        using var opener = new ChunkOpener(SealedRun.Key);
        var run = SealedRun.Of(streams);
        var reader = new StreamReader(run, opener);
        foreach (var plain in streams)
        {
            Assert.Equal($"{reader.Number + 1}", reader.BeginNext()!.Name.ToString());
            Assert.Equal(plain, ReadAll(reader));
            Assert.Equal(new StreamEnd(plain.Length, IdentityOf(run, reader.Number), true, 0, 2), reader.LastEnd);
        }
        Assert.Null(reader.BeginNext());
    }

    [Fact]
    public void The_same_bytes_sealed_again_are_another_stream()
    {
        var run = SealedRun.Of(Sample(100), Sample(100));
        Assert.NotEqual(IdentityOf(run, 1), IdentityOf(run, 2));
    }

    [Fact]
    public void A_stream_whose_chunks_are_not_those_that_the_end_names_is_refused()
    {
        var run = SealedRun.Of(output =>
        {
            Submit(output, ChunkKind.Begin, new StreamBegin(BytePath.FromText("1"), StreamKind.File, null).Encode());
            Submit(output, ChunkKind.Bytes, Sample(10));
            Submit(output, ChunkKind.End, new StreamEnd(10, output.DrainIdentity() ^ 1, true, 0, 0).Encode());
        });
        using var opener = new ChunkOpener(SealedRun.Key);
        var reader = new StreamReader(run, opener);
        reader.BeginNext();
        Assert.Equal(10, reader.Next().Length);
        var error = Assert.Throws<StreamBrokenException>(() => reader.Next());
        Assert.Equal("stream 1: the identity of what came is not that of what was sent", error.Message);
    }

    [Theory]
    [InlineData(StreamKind.File, true)]
    [InlineData(StreamKind.Command, true)]
    [InlineData(StreamKind.Tree, false)]
    public void The_bytes_of_all_but_trees_are_hashed_for_the_manifest(StreamKind kind, bool hashed)
    {
        UInt128? contents = null;
        SealedRun.Of(output =>
        {
            var writer = new StreamWriter(output, 1, new StreamBegin(BytePath.FromText("1"), kind, null));
            Sample(10).CopyTo(writer.GetSpan());
            writer.Advance(10);
            writer.Complete(0, 0);
            contents = writer.Contents;
        });
        Assert.Equal(hashed ? XxHash128.HashToUInt128(Sample(10)) : null, contents);
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
    public void Frames_that_are_compressed_already_go_as_they_are_beside_plain_bytes()
    {
        var (zeros, plain) = (new byte[PlainChunk.Capacity], Sample(100));
        byte[] all = [.. plain, .. zeros, .. plain, .. zeros];
        using var zstd = new Zstd();
        var frame = new byte[Zstd.Bound(zeros.Length)];
        frame = frame[..zstd.TryCompress(zeros, frame, 3)];
        StreamEnd? sent = null;
        var run = SealedRun.Of(pipeline =>
        {
            var begin = new StreamBegin(BytePath.FromText("1"), StreamKind.File, null);
            var writer = new StreamWriter(pipeline, 1, begin);
            for (var i = 0; i < 2; i++)
            {
                writer.Write(plain);
                writer.WriteFrame(frame, zeros.Length);
            }
            Assert.Equal(all.Length, writer.Length);
            Assert.Null(writer.Contents);
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteFrame(zeros, zeros.Length));
            sent = writer.Complete(unreadable: 0, changed: 5);
            StreamWriter.EndRun(pipeline, 1);
        });
        Assert.True(run.Bytes.Length < 2000);
        using var opener = new ChunkOpener(SealedRun.Key);
        var reader = new StreamReader(run, opener);
        reader.BeginNext();
        Assert.Equal(all, ReadAll(reader));
        Assert.Equal(sent, reader.LastEnd);
    }

    [Fact]
    public void A_stream_that_is_not_read_to_its_end_cannot_be_followed_by_another()
    {
        using var opener = new ChunkOpener(SealedRun.Key);
        var reader = new StreamReader(SealedRun.Of(Sample(10), Sample(10)), opener);
        reader.BeginNext();
        Assert.Throws<StreamBrokenException>(() => reader.BeginNext());
    }

    /// <summary>As docs/wire-protocol.md defines it, of the run's bytes.</summary>
    private static UInt128 IdentityOf(SealedRun run, uint stream)
    {
        var named = new List<byte>();
        var start = 0;
        foreach (var end in run.Ends)
        {
            var chunk = run.Bytes.AsSpan(start..end);
            var header = ChunkHeader.Read(chunk[..ChunkHeader.Size]);
            if (header.Stream == stream && header.Kind != ChunkKind.End)
                named.AddRange([.. chunk[..32], .. chunk[^16..]]);
            start = end;
        }
        return XxHash128.HashToUInt128([.. named]);
    }

    private static void Submit(SealingPipeline pipeline, ChunkKind kind, byte[] content)
    {
        var chunk = pipeline.Rent();
        chunk.Fill(content);
        pipeline.Submit(chunk, kind, 1, 0);
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
