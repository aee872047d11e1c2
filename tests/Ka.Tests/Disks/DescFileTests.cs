using System;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.Model;
using Xunit;

namespace Ka.Tests.Disks;

public sealed class DescFileTests
{
    private const long Mebi = 1 << 20;

    [Fact]
    public void The_sample_of_the_seed_is_what_it_always_was()
    {
        var desc = DescFile.Parse("linux 3500\nextended fill\nlogical swap 500\nlogical linux fill\n", "desc");

        Assert.Equal(TableKind.Mbr, desc.Table);
        Assert.Equal([1, 2, 5, 6], desc.Partitions.Select(partition => partition.Number));
        Assert.Equal(["83", "5", "82", "83"], desc.Partitions.Select(partition => partition.Type));
        Assert.Equal([3500 * Mebi, 0, 500 * Mebi, 0], desc.Partitions.Select(partition => partition.Size.Bytes));
        Assert.Equal([false, true, false, true], desc.Partitions.Select(partition => partition.Size.IsFill));
    }

    [Theory]
    [InlineData("type83 10", "83")]
    [InlineData("type82 10", "82")]
    [InlineData("type07 10", "7")]
    [InlineData("typeFD 10", "fd")]
    [InlineData("typef 10", "5")]
    [InlineData("  esp\t10 \r", "ef")]
    [InlineData("# table gpt\n\nlinux 10", "83")]
    [InlineData("table mbr\nlvm 10", "8e")]
    [InlineData("table gpt\nlinux 10", PartitionTypes.GptLinux)]
    [InlineData("table gpt\nbios 1", PartitionTypes.GptBiosBoot)]
    [InlineData("table gpt\ntypec12a7328-f81f-11d2-ba4b-00a0c93ec93b 1", PartitionTypes.GptEsp)]
    public void A_type_is_a_word_or_a_number(string text, string type) =>
        Assert.Equal(type, DescFile.Parse(text, "desc").Partitions[0].Type);

    [Theory]
    [InlineData("linux 3500", 3500 * Mebi)]
    [InlineData("linux 500M", 500 * Mebi)]
    [InlineData("linux 20G", 20480 * Mebi)]
    [InlineData("linux 2T", 2097152 * Mebi)]
    public void A_size_is_in_megabytes_unless_it_has_a_unit(string text, long bytes) =>
        Assert.Equal(bytes, DescFile.Parse(text, "desc").Partitions[0].Size.Bytes);

    [Theory]
    [InlineData("desc:3: unknown type 'linx'", "linux 1\n# two\nlinx 5")]
    [InlineData("desc:1: the size is missing", "linux")]
    [InlineData("desc:1: the type is missing", "logical", "extended")]
    [InlineData("desc:1: 'many' is no size", "linux many")]
    [InlineData("desc:1: '-5' is no size", "linux -5")]
    [InlineData("desc:1: '1.5' is no size", "linux 1.5")]
    [InlineData("desc:1: a size of nothing", "linux 0")]
    [InlineData("desc:1: '99999999999999' is larger than any disk", "linux 99999999999999")]
    [InlineData("desc:1: '99999999999999999999' is no size", "linux 99999999999999999999")]
    [InlineData("desc:1: '9223372036854775807T' is larger", "linux 9223372036854775807T")]
    [InlineData("desc:1: unexpected 'fast' after the size", "linux 5 fast")]
    [InlineData("desc:1: unknown type 'type'", "type 5")]
    [InlineData("desc:1: unknown type 'type123'", "type123 5")]
    [InlineData("desc:1: unknown type 'typezz'", "typezz 5")]
    [InlineData("desc:1: 'type00' stands for no partition", "type00 5")]
    [InlineData(@"desc:1: unknown type '\x1b[31m'", "\u001b[31m 5")]
    [InlineData("desc:1: a logical partition needs an extended one", "logical linux 5")]
    [InlineData("desc:2: an extended partition cannot be logical", "extended fill\nlogical extended 5")]
    [InlineData("desc:5: an MBR has 4 partitions", "linux 1\nlinux 1\nlinux 1\nextended fill\nlinux 1")]
    [InlineData("desc:2: a second extended partition", "extended 5\nextended 5")]
    [InlineData("desc:3: a second 'fill' among the partitions", "linux fill\nlinux 5\nextended fill")]
    [InlineData("desc:3: a second 'fill' among the logical partitions", "extended fill\nlogical linux fill\nlogical linux fill")]
    [InlineData("desc:2: a second bootable partition", "bootable linux 5\nbootable linux 5")]
    [InlineData("desc:1: 'bootable' stands twice", "bootable bootable linux 5")]
    [InlineData("desc:2: 'table' stands once", "linux 5\ntable gpt")]
    [InlineData("desc:1: unknown table 'sun'", "table sun")]
    [InlineData("desc:2: a GPT has no logical partitions", "table gpt\nlogical linux 5")]
    [InlineData("desc:2: a GPT has no extended partition", "table gpt\nextended 5")]
    [InlineData("desc:2: 'type83' is a type of an MBR", "table gpt\ntype83 5")]
    [InlineData("desc:1: only a GPT has a 'bios' partition", "bios 1")]
    [InlineData("desc: there is no partition in it", "# nothing\n\n")]
    public void A_line_that_is_wrong_is_named(string message, string text, string? before = null)
    {
        var refusal = Assert.Throws<LayoutException>(() => DescFile.Parse(text, "desc"));

        // A lone 'logical' misses an extended partition before it misses a type.
        Assert.StartsWith(
            before is null ? message : "desc:1: a logical partition needs an",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_printed_of_a_table_reads_as_the_same_partitions()
    {
        var table = DiskDocumentTests.Example.Disks[0].Table!;

        Assert.Equal("swap 500\nbootable extended fill\nlogical linux fill\n", DescText.Write(table));
        Assert.Equal(
            table.Partitions.Select(partition => partition.Number),
            DescFile.Parse(DescText.Write(table), "desc").Partitions.Select(partition => partition.Number)
        );
    }

    [Fact]
    public void Random_words_are_read_or_refused_with_a_line_number()
    {
        string[] words =
        [
            "linux",
            "swap",
            "extended",
            "logical",
            "fill",
            "5",
            "type83",
            "typeff",
            "table",
            "gpt",
            "mbr",
            "#",
            "\n",
            "\n",
            "bootable",
            "ram",
            "9G",
            "x",
        ];
        var random = new Random(7);
        for (var run = 0; run < 20000; run++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                var desc = DescFile.Parse(text, "desc");
                Assert.Equal(desc.Partitions.Count, desc.Partitions.Select(partition => partition.Number).Distinct().Count());
            }
            catch (LayoutException e)
            {
                Assert.Matches(@"^desc:(\d+:)? ", e.Message);
            }
        }
    }
}
