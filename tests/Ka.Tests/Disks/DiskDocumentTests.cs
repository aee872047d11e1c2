using System;
using System.Linq;
using Ka.Disks.Desc;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Tests.Architecture;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>docs/disk-layout.md is read by the program that it describes.</summary>
public sealed class DiskDocumentTests
{
    private static readonly string s_document = Repository.Read("docs/disk-layout.md");

    internal static Layout Example => LayoutText.Read(Between(s_document, "```json\n", "```"));

    [Fact]
    public void The_example_of_the_document_is_a_layout_and_survives_a_round_trip()
    {
        var text = LayoutText.Write(Example);

        Assert.Equal(text, LayoutText.Write(LayoutText.Read(text)));
        Assert.Equal(["/", "/home", "/var"], Example.Mounts.Select(mount => mount.Target));
        Assert.Equal("@home", Example.Mounts[1].Subvolume);
        Assert.Equal(Firmware.Bios, Example.Firmware);
        Assert.Equal(TableKind.Mbr, Example.Disks[0].Table!.Kind);
    }

    [Fact]
    public void The_sample_of_the_document_is_a_desc_file()
    {
        var sample = string.Join(
            '\n',
            Between(s_document, "begins a comment line.\n\n", "\n\nTYPE is").Split('\n').Select(line => line[4..])
        );

        Assert.Equal([1, 2, 5, 6], DescFile.Parse(sample, "desc").Partitions.Select(partition => partition.Number));
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
