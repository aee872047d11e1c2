using System;
using System.Collections.Generic;
using System.IO;
using Ka.SealedStream;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class SealingPipelineTests
{
    private static readonly Bytes32 s_key = Bytes32.Random();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Chunks_come_out_in_the_order_they_went_in(int workers)
    {
        var sequences = new List<long>();
        using var pipeline = new SealingPipeline(
            s_key,
            Compression.Parse("1"),
            workers,
            chunk =>
            {
                sequences.Add(ChunkHeader.Read(chunk[..ChunkHeader.Size]).Sequence);
                return 0;
            }
        );
        for (var i = 0; i < 100; i++)
        {
            var chunk = pipeline.Rent();
            chunk.Fill(new byte[1 + i * 5000]);
            pipeline.Submit(chunk, ChunkKind.Bytes, 1, 0);
        }
        pipeline.Drain();
        Assert.Equal(100, sequences.Count);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, sequences[i]);
    }

    [Fact]
    public void An_output_that_fails_stops_the_producer_with_its_reason()
    {
        using var pipeline = new SealingPipeline(s_key, Compression.None, 2, _ => throw new IOException("no room"));
        Assert.Equal("no room", Assert.Throws<SealingStoppedException>(() => SubmitForEver(pipeline)).Message);
        Assert.Throws<SealingStoppedException>(pipeline.Drain);
    }

    private static void SubmitForEver(SealingPipeline pipeline)
    {
        while (true)
        {
            var chunk = pipeline.Rent();
            chunk.Fill([1]);
            pipeline.Submit(chunk, ChunkKind.Bytes, 1, 0);
        }
    }
}
