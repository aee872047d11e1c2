using System;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Tests.Wire;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class ChunkHeaderTests
{
    private static readonly ChunkHeader s_plain = new()
    {
        Kind = ChunkKind.Bytes,
        Stream = 1,
        Sequence = 7,
        SealedLength = 100 + ChunkHeader.TagSize,
        PlainLength = 100,
        PlainOffset = 4096,
        SealedCheck = 0x01234567,
    };

    [Fact]
    public void Header_and_tag_are_the_overhead_that_the_limits_count() =>
        Assert.Equal(WireLimits.ChunkOverhead, ChunkHeader.Size + ChunkHeader.TagSize);

    [Fact]
    public void A_header_is_these_36_bytes_and_their_check()
    {
        var bytes = WireSamples.Encode(s_plain);
        Assert.Equal(
            "6B02" + "02" + "00" + "00000001" + "0000000000000007" + "00000074" + "00000064" + "0000000000001000" + "01234567",
            Convert.ToHexString(bytes.AsSpan(..36))
        );
        Assert.Equal($"{Crc32.Append(0, bytes.AsSpan(..36)):X8}", Convert.ToHexString(bytes.AsSpan(36..)));
        Assert.Equal(s_plain, ChunkHeader.Read(bytes));
    }

    public static TheoryData<string, ChunkHeader> Wrong() =>
        new()
        {
            { "chunk: plain length: an empty chunk", s_plain with { PlainLength = 0, SealedLength = 16 } },
            { "chunk: plain length: 1048577, limit 1048576", s_plain with { PlainLength = (1 << 20) + 1 } },
            { "chunk: sealed length: 1048593, limit 1048592", s_plain with { SealedLength = (1 << 20) + 17 } },
            { "chunk: sealed length: 15 does not go with a plain length of 100", s_plain with { SealedLength = 15 } },
            { "chunk: sealed length: 99 does not go with a plain length of 100", s_plain with { SealedLength = 99 } },
            { "chunk: sealed length: 116 does not go with a plain length of 100", s_plain with { Compressed = true } },
            {
                "chunk: sealed length: 16 does not go with a plain length of 100",
                s_plain with
                {
                    Compressed = true,
                    SealedLength = 16,
                }
            },
            { "chunk: stream: 0 in a chunk of kind Bytes", s_plain with { Stream = 0 } },
            { "chunk: stream: 1 in a chunk of kind EndOfRun", s_plain with { Kind = ChunkKind.EndOfRun, PlainOffset = 0 } },
            { "chunk: plain offset: 4096 in a chunk of kind Begin", s_plain with { Kind = ChunkKind.Begin } },
            { "chunk: plain length: 8193, limit 8192", s_plain with { Kind = ChunkKind.End, PlainLength = 8193 } },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Lengths_that_contradict_each_other_are_refused(string message, ChunkHeader header)
    {
        var error = Assert.Throws<ProtocolException>(() => ChunkHeader.Read(WireSamples.Encode(header)));
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(0, 0x6c, "chunk: magic: not a chunk of this version")]
    [InlineData(1, 0x01, "chunk: magic: not a chunk of this version")]
    [InlineData(2, 0x05, "chunk: kind: 5 is not one of 1..4")]
    [InlineData(3, 0x02, "chunk: flags: 2 is not one of 0..1")]
    [InlineData(8, 0x80, "chunk: sequence: 9223372036854775815 is above 2^63-1")]
    public void Fields_out_of_range_are_refused(int index, byte value, string message)
    {
        var bytes = WireSamples.Encode(s_plain);
        bytes[index] = value;
        var error = Assert.Throws<ProtocolException>(() => ChunkHeader.Read(bytes));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        for (var bit = 0; bit < ChunkHeader.Size * 8; bit++)
        {
            var bytes = WireSamples.Encode(s_plain);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ProtocolException>(() => ChunkHeader.Read(bytes));
        }
    }

    [Fact]
    public void The_largest_records_fit_their_chunk()
    {
        var name = new byte[WireLimits.StreamName];
        Array.Fill(name, (byte)'n');
        var record = new StreamBegin(new Ka.Linux.BytePath(name), StreamKind.Tree, long.MaxValue).Encode();
        Assert.InRange(record.Length, WireLimits.StreamName, WireLimits.ChunkRecord);
    }

    [Theory]
    [InlineData("../ext4")]
    [InlineData("ext4;reboot")]
    [InlineData("Ext4")]
    [InlineData("abcdefghijklmnopq")]
    public void An_image_that_could_be_another_program_is_refused(string image)
    {
        byte[] good = new StreamBegin(
            Ka.Linux.BytePath.FromText("/dev/sda3"),
            StreamKind.Partition,
            null,
            new PartitionOrigin(1, "ext4")
        ).Encode();
        byte[] bad = [.. good[..^6], 0, (byte)image.Length, .. System.Text.Encoding.ASCII.GetBytes(image)];

        Assert.Equal("ext4", StreamBegin.Decode(good).Partition!.Image);
        Assert.Contains(
            "image",
            Assert.Throws<ProtocolException>(() => StreamBegin.Decode(bad)).Message,
            StringComparison.Ordinal
        );
    }
}
