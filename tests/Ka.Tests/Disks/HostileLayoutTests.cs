using System;
using System.Linq;
using System.Text;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>A layout from the network: what could become another word, line or path is refused, and the field is named.</summary>
public sealed class HostileLayoutTests
{
    [Theory]
    [InlineData("version", "\"version\": 1", "\"version\": 2")]
    [InlineData("firmware", "\"bios\"", "\"coreboot\"")]
    [InlineData("firmware", "\"bios\"", "1")]
    [InlineData("bootLoader", "\"grub\"", "\"--help\"")]
    [InlineData("disks[0].name", "\"name\": \"sda\"", "\"name\": \"-rf\"")]
    [InlineData("disks[0].name", "\"name\": \"sda\"", "\"name\": \"../sda\"")]
    [InlineData("disks[0].name", "\"name\": \"sda\"", "\"name\": \"sda\\nsdb\"")]
    [InlineData("disks[1].name", "\"name\": \"sdb\"", "\"name\": \"sda1\"")]
    [InlineData("disks[0].size", "\"size\": 80026361856", "\"size\": 9223372036854775807")]
    [InlineData("disks[0].size", "\"size\": 80026361856", "\"size\": 92233720368547758070")]
    [InlineData("disks[0].size", "\"size\": 80026361856", "\"size\": -1")]
    [InlineData("disks[0].size", "\"size\": 80026361856", "\"size\": \"80026361856\"")]
    [InlineData("disks[0].sectorSize", "\"sectorSize\": 512", "\"sectorSize\": 0")]
    [InlineData("disks[0].table.id", "0x59be1427", "0x59be1427\\n")]
    [InlineData("disks[0].table.partitions[0].type", "\"type\": \"82\"", "\"type\": \"82, bootable\"")]
    [InlineData("disks[0].table.partitions[0].type", "\"type\": \"82\"", "\"type\": \"82\\n\"")]
    [InlineData("disks[0].table.partitions[0].start", "\"start\": 1048576", "\"start\": 1048577")]
    [InlineData("disks[0].table.partitions[0].size", "\"size\": 524288000", "\"size\": 9223372036854775296")]
    [InlineData("disks[0].table.partitions", "\"size\": 524288000", "\"size\": 525336576")]
    [InlineData("disks[0].table.partitions", "\"number\": 5", "\"number\": 1")]
    [InlineData("disks[0].table.partitions[2].number", "\"number\": 5", "\"number\": 1000000")]
    [InlineData("disks[0].table.partitions", "\"type\": \"5\"", "\"type\": \"7\"")]
    [InlineData("arrays[0].name", "\"name\": \"md0\"", "\"name\": \"md0/../sda\"")]
    [InlineData("arrays[0].level", "\"raid1\"", "\"raid1 --force\"")]
    [InlineData("arrays[0].label", "\"golden:0\"", "\"golden:-0\"")]
    [InlineData("arrays[0].label", "\"golden:0\"", "\"--golden\"")]
    [InlineData("arrays[0].label", "\"golden:0\"", "\"golden:0 x\"")]
    [InlineData("arrays[0].layout", "\"metadata\": \"1.2\"", "\"metadata\": \"1.2\", \"layout\": \"n2\"")]
    [InlineData("arrays[0].members[1]", "[\"sdb\", \"sdc\"]", "[\"sdb\", \"sdb\"]")]
    [InlineData("arrays[0].members[0]", "[\"sdb\"", "[\"sdz\"")]
    [InlineData("volumeGroups[0].name", "\"name\": \"vg0\"", "\"name\": \"--config\"")]
    [InlineData("volumeGroups[0].physicalVolumes[0].uuid", "V3Jgqu-7Bfz", "V3Jgqu 7Bfz")]
    [InlineData("volumeGroups[0].volumes[0].name", "\"name\": \"var\"", "\"name\": \"..\"")]
    [InlineData("volumeGroups[0].volumes[0].stripes", "\"kind\": \"linear\"", "\"kind\": \"striped\", \"stripes\": 2000000000")]
    [InlineData("fileSystems[1].type", "\"ext3\"", "\"ext3 -o suid\"")]
    [InlineData("fileSystems[1].label", "\"label\": \"root\"", "\"label\": \"ro\\not\"")]
    [InlineData("fileSystems[1].label", "\"label\": \"root\"", "\"label\": \"abcdefghijklmnopq\"")]
    [InlineData("fileSystems[1].uuid", "328a3a5d-", "--------a")]
    [InlineData("fileSystems[1].features[0]", "has_journal", "none,encrypt")]
    [InlineData("fileSystems[1].blockSize", "\"blockSize\": 4096", "\"blockSize\": 2147483647")]
    [InlineData("fileSystems[3].subvolumes[0]", "[\"@home\"]", "[\"../home\"]")]
    [InlineData("mounts[0].target", "\"target\": \"/\"", "\"target\": \"etc\"")]
    [InlineData("mounts[1].target", "\"/home\"", "\"/home/../etc\"")]
    [InlineData("mounts[1].target", "\"/home\"", "\"/home\\n/etc\"")]
    [InlineData("mounts[1].target", "\"/home\"", "\"/var\"", "\"/var\"")]
    [InlineData("mounts[1].device", "\"device\": \"sdd\", \"target\"", "\"device\": \"sda1\", \"target\"")]
    [InlineData("mounts[1].options[0]", "compress=zstd", "compress=zstd,suid")]
    [InlineData("mounts[1].options[0]", "\"compress=zstd\"", "null")]
    [InlineData("wibble", "\"version\": 1", "\"version\": 1, \"wibble\": 2")]
    public void What_cannot_be_is_refused_by_the_name_of_its_field(string field, string good, string bad, string? later = null)
    {
        var example = LayoutText.Write(DiskDocumentTests.Example);
        var plain = string.Join(' ', example.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("[ ", "[", StringComparison.Ordinal)
            .Replace(" ]", "]", StringComparison.Ordinal);
        var at = plain.IndexOf(good, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{good} is not in the example");
        var hostile = plain[..at] + bad + plain[(at + good.Length)..];

        var refusal = Assert.Throws<LayoutException>(() => LayoutText.Read(hostile));

        // A target that is there twice is told of the second.
        Assert.Contains(later is null ? $": {field}" : ": mounts[", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"disks\":null}")]
    [InlineData("{\"version\":1,\"disks\":[null]}")]
    [InlineData("{\"version\":1,\"mounts\":[{}]}")]
    public void What_is_no_layout_is_refused(string text) => Assert.Throws<LayoutException>(() => LayoutText.Read(text));

    [Fact]
    public void Too_many_things_are_refused()
    {
        var disks = string.Join(
            ',',
            Enumerable.Range(0, 300).Select(i => $$"""{"name":"d{{i}}","size":1048576,"sectorSize":512}""")
        );

        Assert.Contains(
            "disks: 300",
            Assert
                .Throws<LayoutException>(() => LayoutText.Read($$"""{"version":1,"firmware":"bios","disks":[{{disks}}]}"""))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Throws<LayoutException>(() => LayoutText.Read(new byte[LayoutText.MaxLength + 1]));
    }

    [Fact]
    public void Damaged_text_is_refused_or_read_but_never_anything_else()
    {
        var example = Encoding.UTF8.GetBytes(LayoutText.Write(DiskDocumentTests.Example));
        var random = new Random(20261124);
        for (var run = 0; run < 3000; run++)
        {
            var damaged = (byte[])example.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                LayoutText.Read(damaged);
            }
            catch (LayoutException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }
}
