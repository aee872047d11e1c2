using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Store;
using Xunit;

namespace Ka.Tests.Store;

/// <summary>The texts of a store.</summary>
public sealed class StoreFormatTests
{
    [Theory]
    [InlineData("room12", "room12", null)]
    [InlineData("deb-13.2_x@20261129", "deb-13.2_x", "20261129")]
    public void A_name_has_a_version_or_none(string text, string name, string? version) =>
        Assert.Equal(new ImageName(name, version), ImageName.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("../up")]
    [InlineData("a/b")]
    [InlineData("-x")]
    [InlineData("a@")]
    [InlineData("a@../b")]
    [InlineData("a b")]
    public void What_is_no_name_is_refused(string text) => Assert.Throws<FormatException>(() => ImageName.Parse(text));

    [Fact]
    public void Versions_sort_by_time()
    {
        var early = ImageName.VersionAt(new DateTime(2026, 9, 30, 23, 59, 59, DateTimeKind.Utc));
        var late = ImageName.VersionAt(new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(string.CompareOrdinal(early, late) < 0);
        Assert.True(ImageName.IsVersion(early));
        Assert.False(ImageName.IsVersion(".save-" + early));
    }

    [Fact]
    public void The_newest_versions_stay()
    {
        string[] versions = ["3", "1", "2"];
        Assert.Equal(["1", "2"], PruneChoice.Of(versions, 1));
        Assert.Empty(PruneChoice.Of(versions, 3));
        Assert.Empty(PruneChoice.Of(versions, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => PruneChoice.Of(versions, 0));
    }

    [Fact]
    public void A_list_of_sums_is_read_as_it_was_written()
    {
        var list = new SumList();
        list.Add("streams/0/00000000.zst", Sum256.Of("a"u8));
        list.Add("image.json", Sum256.Of("b"u8));
        var read = SumList.Read(Encoding.UTF8.GetBytes(list.Write()));
        Assert.Equal(["image.json", "streams/0/00000000.zst"], read.Paths);
        Assert.True(read.TryGet("image.json", out var sum));
        Assert.Equal(Sum256.Of("b"u8), sum);
    }

    [Theory]
    [InlineData("../image.json")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    public void A_list_with_a_path_outside_of_the_image_is_refused(string path)
    {
        var list = new SumList();
        list.Add(path, Sum256.Of("a"u8));
        Assert.Throws<FormatException>(() => SumList.Read(Encoding.UTF8.GetBytes(list.Write())));
    }

    [Fact]
    public void A_table_of_frames_is_read_as_it_was_written()
    {
        FrameRow[] rows =
        [
            new()
            {
                PlainLength = 1 << 20,
                PlainSum = Sum256.Of("a"u8),
                FirstEntry = 0,
            },
            new() { PlainLength = 7, PlainSum = Sum256.Of("b"u8) },
            new()
            {
                PlainLength = 1024,
                PlainSum = Sum256.Of("c"u8),
                FirstEntry = 17,
                FirstOffset = 512,
            },
        ];
        Assert.Equal(rows, FrameTable.Read(Encoding.ASCII.GetBytes(FrameTable.Write(rows))));
    }

    [Fact]
    public void Every_flipped_bit_of_a_table_is_another_table_or_none()
    {
        FrameRow[] rows = [new() { PlainLength = 10, PlainSum = Sum256.Of("a"u8) }];
        var text = Encoding.ASCII.GetBytes(FrameTable.Write(rows));
        for (var bit = 0; bit < 8 * text.Length; bit++)
        {
            text[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                Assert.NotEqual(rows, FrameTable.Read(text));
            }
            catch (FormatException)
            {
                // Refused.
            }
            text[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var record = new ImageRecord
        {
            Created = new DateTime(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc),
            Host = "golden",
            Program = "1.0.0",
            System = "debian",
            SystemName = "Debian GNU/Linux 13 (trixie)",
            Firmware = "uefi",
            Kernel = "6.12.1",
            Excluded = ["/tmp"],
            Notes = ["./var/log: it grew"],
            Streams =
            [
                new StoredStream(BytePath.FromText("/dev/sda3"))
                {
                    Kind = StoredKind.Partition,
                    Length = 3,
                    Hash = UInt128.MaxValue,
                    Frames = 1,
                    Stored = 12,
                    New = 0,
                    PartitionSize = 8 << 20,
                    PartitionImage = "ext4",
                },
            ],
        };
        var read = ImageRecordText.Read(ImageRecordText.Write(record));
        Assert.Equal(record.Streams, read.Streams);
        Assert.Equal(record.Notes, read.Notes);
        Assert.Equal(record.Excluded, read.Excluded);
        Assert.Equal(
            record with
            {
                Streams = [],
                Notes = [],
                Excluded = [],
            },
            read with
            {
                Streams = [],
                Notes = [],
                Excluded = [],
            },
            EqualityComparer<ImageRecord>.Create((one, other) => one!.ToString() == other!.ToString())
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"format":2}""")]
    [InlineData("""{"format":1}""")]
    [InlineData("""{"format":1,"created":5}""")]
    public void A_record_of_another_kind_is_refused(string text) =>
        Assert.Throws<FormatException>(() => ImageRecordText.Read(Encoding.UTF8.GetBytes(text)));
}
