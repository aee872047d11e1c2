using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck.Xunit;
using Ka.Linux;
using Ka.Manifests;
using Ka.TestKit;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Tests.Manifests;

/// <summary>A manifest as text and back, and what is none.</summary>
public sealed class ManifestTests : IDisposable
{
    private static readonly BytePath s_here = BytePath.FromText("./");

    private readonly TempDir _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_tree_comes_back_as_it_was_sent()
    {
        using var tree = Tree();
        var items = Read(Of(tree));
        var entries = items.OfType<ManifestItem.Entry>().ToDictionary(entry => BytePath.Escape(entry.Name));
        Assert.Equal(s_here, Assert.Single(items.OfType<ManifestItem.Tree>()).Place);
        Assert.Equal((123L, (UInt128)456), items.OfType<ManifestItem.Sent>().Select(sent => (sent.Length, sent.Hash)).First());
        Assert.Equal(
            ["./", "./below/", "./out/", @"a file\x0a\xff\x5c", "again", "link", "small"],
            entries.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ("dx", "fflh"),
            (Types(entries, "./below/", "./out/"), Types(entries, "small", @"a file\x0a\xff\x5c", "link", "again"))
        );
        Assert.Equal(4711, entries["small"].Size);
        Assert.Equal(UnixTimeOf(tree, "small"), entries["small"].Modified);
        Assert.Equal("where/ever", Encoding.UTF8.GetString(entries["link"].Link));
        Assert.Equal("./small", Encoding.UTF8.GetString(entries["again"].Link));
    }

    [Fact]
    public void Every_byte_that_is_changed_and_every_cut_is_noticed()
    {
        using var tree = Tree();
        var whole = Of(tree);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<ManifestException>(() => Read(damaged));
        }
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<ManifestException>(() => Read(whole[..length]));
        Assert.Throws<ManifestException>(() => Read([.. whole, (byte)'\n']));
    }

    [Fact]
    public void Lines_that_were_taken_out_put_in_or_exchanged_are_noticed()
    {
        using var tree = Tree();
        var lines = Encoding.Latin1.GetString(Of(tree)).TrimEnd('\n').Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            Assert.Throws<ManifestException>(() => Read([.. lines[..at], .. lines[(at + 1)..]]));
            Assert.Throws<ManifestException>(() => Read([.. lines[..at], lines[at], .. lines[at..]]));
            if (at > 0)
                Assert.Throws<ManifestException>(() =>
                    Read([.. lines[..(at - 1)], lines[at], lines[at - 1], .. lines[(at + 1)..]])
                );
        }
    }

    [Theory]
    [InlineData("", "cut")]
    [InlineData("\x7fELF\n", "no manifest")]
    [InlineData("ka-manifest 2 0 host\n", "another version")]
    [InlineData("ka-manifest 1 0 host\nf 644 0 0 0 0 00000000000000000000000000000000 x\n", "line 2 is out of place")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nf 644 0 0 0 0 00000000000000000000000000000000 x\n", "line 3 is out of place")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./../\n", "line 3 has a path that is not inside the tree")]
    [InlineData("ka-manifest 1 0 host\ntree ./../ /\n", "line 2 has a path that is not inside the tree")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./\nl 777 0 0 0 .. x\n", "line 4 has a name that is none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./\np 644 0 0 0 a/b\n", "line 4 has a name that is none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 798 0 0 0 ./\n", "line 3 has permissions that are none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./ more\n", "line 3 has too many fields")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0\n", "line 3 has too few fields")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 -1 0 0 ./\n", "line 3 has a number that is none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 4294967296 0 0 ./\n", "line 3 has a number that is too large")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 soon ./\n", "line 3 has a time that is none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./\ni schg\n", "line 4 has too few fields")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\nd 755 0 0 0 ./\ni schg x\n", "line 4 has a number that is none")]
    [InlineData("ka-manifest 1 0 host\ntree ./ /\ni schg 0\n", "line 3 is out of place")]
    [InlineData("ka-manifest 1 0 host\nwibble x\n", "line 2 begins with a word that is not known")]
    [InlineData("ka-manifest 1 0 host\nend 0 00000000000000000000000000000000\n", "damaged")]
    public void What_is_no_manifest_is_refused_with_a_word_why(string text, string why) =>
        Assert.Contains(
            why,
            Assert.Throws<ManifestException>(() => Read(Encoding.Latin1.GetBytes(text))).Message,
            StringComparison.Ordinal
        );

    [Property(MaxTest = 500)]
    public void Any_bytes_come_back_from_their_text(byte[] bytes)
    {
        var text = new byte[4 * bytes.Length];
        var length = ManifestText.Escape(bytes, text);
        Assert.All(text[..length], b => Assert.InRange(b, (byte)0x21, (byte)0x7e));
        Assert.Equal(bytes, ManifestText.Unescape(text.AsSpan(0, length)));
    }

    [Property(MaxTest = 500)]
    public void Text_that_was_not_written_so_is_refused_or_bytes(byte[] text)
    {
        if (ManifestText.Unescape(text) is { } bytes)
            Assert.InRange(bytes.Length, 0, text.Length);
    }

    [Fact]
    public void A_long_attribute_is_told_by_its_hash_and_an_ACL_as_text()
    {
        Assert.Equal("=v", Encoding.ASCII.GetString(ManifestText.ValueOf("user.x"u8, "v"u8)));
        Assert.Matches("^#200:[0-9a-f]{32}$", Encoding.ASCII.GetString(ManifestText.ValueOf("user.x"u8, new byte[200])));
        var acl = Convert.FromHexString("0200000001000700ffffffff04000500ffffffff20000400ffffffff");
        Assert.Equal(
            "=user::rwx,group::r-x,other::r--",
            Encoding.ASCII.GetString(ManifestText.ValueOf("system.posix_acl_access"u8, acl))
        );
    }

    private static TempDir Tree()
    {
        var tree = new TempDir();
        File.WriteAllBytes(tree.TextIn("small"), new byte[4711]);
        tree.Make("below");
        tree.Make("out");
        File.WriteAllText(tree.TextIn("out/left"), "");
        using var top = Files.OpenDirectory(tree.Path);
        Files.MakeSymbolicLink(top, "link"u8, "where/ever"u8).OrThrow("symlink", "link");
        Files
            .TryCreateNew(top, [.. "a file\n"u8, 0xff, (byte)'\\'], FilePermissions.Private, out var file)
            .OrThrow("create", "a file");
        file.Dispose();
        // The first name in the archive is the one that the directory has first.
        Files.MakeHardLink(top, "again"u8, top, "small"u8).OrThrow("link", "again");
        return tree;
    }

    private static byte[] Of(TempDir tree)
    {
        var output = new ArrayBufferWriter<byte>();
        var manifest = new ManifestWriter(output);
        manifest.Begin(1, BytePath.FromText("host"));
        manifest.BeginTree(s_here, tree.Path);
        new TreeReader(tree.Path, [BytePath.FromText("out")]).Read(new ArrayBufferWriter<byte>(), manifest);
        manifest.EndStream(123, 456);
        manifest.BeginBytes("partition"u8, BytePath.FromText("/dev/sda3"));
        manifest.EndStream(5, 6);
        manifest.End();
        var text = output.WrittenSpan.ToArray();
        // Which of two names comes first is the directory's choice.
        return Encoding.Latin1.GetString(text).Contains("h small ./again", StringComparison.Ordinal) ? Exchanged(text) : text;
    }

    private static byte[] Exchanged(byte[] text)
    {
        var lines = Encoding
            .Latin1.GetString(text)
            .TrimEnd('\n')
            .Split('\n')
            .Select(line =>
                line == "h small ./again" ? "h again ./small"
                : line.StartsWith("f ", StringComparison.Ordinal) ? line.Replace(" again", " small", StringComparison.Ordinal)
                : line
            )
            .ToArray();
        var body = Encoding.Latin1.GetBytes(string.Concat(lines[..^1].Select(line => line + "\n")));
        return
        [
            .. body,
            .. Encoding.Latin1.GetBytes($"end {lines[^1].Split(' ')[1]} {System.IO.Hashing.XxHash128.HashToUInt128(body):x32}\n"),
        ];
    }

    private static string Types(Dictionary<string, ManifestItem.Entry> entries, params string[] names) =>
        string.Concat(names.Select(name => (char)entries[name].Type));

    private static UnixTime UnixTimeOf(TempDir tree, string name)
    {
        using var file = Files.OpenRead(tree.In(name));
        return FileStatus.Get(file, tree.In(name)).Modified;
    }

    private List<ManifestItem> Read(string[] lines) =>
        Read(Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    private List<ManifestItem> Read(byte[] text)
    {
        File.WriteAllBytes(_home.TextIn("manifest"), text);
        using var file = Files.OpenRead(_home.In("manifest"));
        var reader = new ManifestReader(file, _home.In("manifest"));
        var items = new List<ManifestItem>();
        while (reader.Next() is { } item)
            items.Add(item);
        return items;
    }
}
