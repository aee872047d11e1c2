using System;
using System.IO;
using System.IO.Hashing;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Ka.Linux;
using Ka.Manifests;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Manifests;

/// <summary>docs/manifest.md says what the code does.</summary>
public sealed partial class ManifestDocumentTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(Programs.Repository, "docs", "manifest.md"));

    [Fact]
    public void The_example_decodes_to_what_the_text_says()
    {
        var example = ExampleBlock().Match(s_document).Groups[1].Value;
        using var home = new TempDir();
        File.WriteAllText(home.TextIn("manifest"), example);
        using var file = Files.OpenRead(home.In("manifest"));
        var reader = new ManifestReader(file, home.In("manifest"));
        Assert.Equal("./", Assert.IsType<ManifestItem.Tree>(reader.Next()).Place.ToString());
        var root = Assert.IsType<ManifestItem.Entry>(reader.Next());
        Assert.Equal((0x1EDU, new UnixTime(1795817000, 250_000_000)), (root.Permissions, root.Modified));
        var label = Assert.Single(root.Attributes);
        Assert.Equal(
            ("security.selinux", "=system_u:object_r:root_t:s0\0"),
            (Encoding.ASCII.GetString(label.Name), Encoding.ASCII.GetString(label.Value))
        );
        var hi = Assert.IsType<ManifestItem.Entry>(reader.Next());
        Assert.Equal(("hi there", 2L, new UnixTime(-1, 500_000_000)), (Encoding.ASCII.GetString(hi.Name), hi.Size, hi.Modified));
        Assert.Equal(XxHash128.HashToUInt128("hi"u8), hi.Hash);
        Assert.Equal(new InodeFlags(InodeFlag.Immutable | InodeFlag.NoDump, 42), hi.Flags);
        var again = Assert.IsType<ManifestItem.Entry>(reader.Next());
        Assert.Equal(("again", "./hi there"), (Encoding.ASCII.GetString(again.Name), Encoding.ASCII.GetString(again.Link)));
        Assert.Equal(
            "lxmc",
            string.Concat(Enumerable.Range(0, 4).Select(_ => (char)Assert.IsType<ManifestItem.Entry>(reader.Next()).Type))
        );
        Assert.Equal(8192, Assert.IsType<ManifestItem.Sent>(reader.Next()).Length);
        Assert.Equal("/dev/sda3", Assert.IsType<ManifestItem.Bytes>(reader.Next()).Name.ToString());
        Assert.IsType<ManifestItem.Sent>(reader.Next());
        Assert.Null(reader.Next());
    }

    [Fact]
    public void Every_letter_is_in_the_table()
    {
        foreach (var letter in typeof(ManifestType).GetFields().Select(field => (char)(byte)field.GetRawConstantValue()!))
            Assert.Contains($"`{letter}`", s_document, StringComparison.Ordinal);
        Assert.Contains($"blocks of {ContentHash.BlockSize} bytes", s_document, StringComparison.Ordinal);
        Assert.Contains($"of more than {ManifestText.LongestValue} bytes", s_document, StringComparison.Ordinal);
    }

    [GeneratedRegex("```manifest\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();
}
