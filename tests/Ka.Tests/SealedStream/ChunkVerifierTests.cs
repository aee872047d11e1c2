using System;
using System.Linq;
using Ka.SealedStream;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class ChunkVerifierTests
{
    private static readonly SealedRun s_run = SealedRun.Of(Enumerable.Range(0, 300).Select(i => (byte)i).ToArray());

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100_000)]
    public void Chunks_are_verified_as_soon_as_they_are_whole_whatever_pieces_they_come_in(int size)
    {
        var verifier = new ChunkVerifier();
        for (var position = 0; position < s_run.Bytes.Length; position += size)
        {
            var end = Math.Min(position + size, s_run.Bytes.Length);
            verifier.Append(s_run.Bytes.AsSpan(position..end));
            Assert.Equal(end, verifier.Position);
            Assert.Equal(s_run.Ends.LastOrDefault(chunk => chunk <= end), verifier.VerifiedTo);
        }
        Assert.True(verifier.IsComplete);
        Assert.Equal(s_run.Bytes.Length, verifier.End);
    }

    [Fact]
    public void Bytes_behind_the_end_are_ignored()
    {
        var verifier = new ChunkVerifier();
        verifier.Append([.. s_run.Bytes, 1, 2, 3]);
        Assert.Equal((s_run.Bytes.Length, true), (verifier.Position, verifier.IsComplete));
    }

    [Fact]
    public void A_changed_byte_is_found_in_its_chunk_and_the_stream_goes_on_before_it()
    {
        for (var i = 0; i < s_run.Bytes.Length; i++)
        {
            var damaged = s_run.Bytes.ToArray();
            damaged[i] ^= 0x10;
            var verifier = new ChunkVerifier();
            Assert.Throws<ProtocolException>(() => verifier.Append(damaged));
            Assert.Equal(s_run.Ends.LastOrDefault(end => end <= i), verifier.VerifiedTo);
            verifier.Rewind();
            verifier.Append(s_run.Bytes.AsSpan((int)verifier.Position..));
            Assert.True(verifier.IsComplete);
        }
    }

    [Fact]
    public void A_chunk_that_is_left_out_or_repeated_is_found()
    {
        var (first, second) = (s_run.Ends[0], s_run.Ends[1]);
        Assert.Throws<ProtocolException>(() => new ChunkVerifier().Append(s_run.Bytes.AsSpan(first..)));
        var verifier = new ChunkVerifier();
        verifier.Append(s_run.Bytes.AsSpan(..second));
        Assert.Throws<ProtocolException>(() => verifier.Append(s_run.Bytes.AsSpan(first..)));
    }
}
