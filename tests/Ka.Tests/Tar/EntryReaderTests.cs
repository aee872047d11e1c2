using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Linux;
using Ka.Tar;
using Ka.TestKit;
using Xunit;

namespace Ka.Tests.Tar;

public sealed class EntryReaderTests
{
    [Fact]
    public void Version_7_has_no_magic_and_a_slash_makes_a_directory() =>
        Assert.Equal(
            ["5 dir/ 0", "0 file 2"],
            Read(new RawTar().Add('\0', "dir/", magic: "").Add('\0', "file", "hi"u8.ToArray(), magic: "").End())
        );

    [Fact]
    public void The_prefix_belongs_to_the_name_in_ustar_only()
    {
        Assert.Equal(["0 pre/fix/name 0"], Read(new RawTar().AddHeader(WithPrefix("ustar\000")).End()));
        Assert.Equal(["0 name 0"], Read(new RawTar().AddHeader(WithPrefix("ustar  \0")).End()));
    }

    [Fact]
    public void GNU_long_names_and_links_hold_for_one_entry()
    {
        var (name, link) = (new string('n', 300), new string('l', 200));
        var archive = new RawTar()
            .Add('L', "././@LongLink", Encoding.ASCII.GetBytes(name + "\0"), magic: "ustar  \0")
            .Add('K', "././@LongLink", Encoding.ASCII.GetBytes(link + "\0"), magic: "ustar  \0")
            .Add('2', "cut", link: "cut", magic: "ustar  \0")
            .Add('2', "short", link: "to", magic: "ustar  \0");
        Assert.Equal([$"2 {name} 0 -> {link}", "2 short 0 -> to"], Read(archive.End()));
    }

    [Fact]
    public void A_volume_label_is_passed_over_and_a_contiguous_file_is_a_file() =>
        Assert.Equal(["0 a 1", "0 b 0"], Read(new RawTar().Add('V', "label").Add('7', "a", [1]).Add('0', "b").End()));

    [Fact]
    public void Signed_checksums_of_old_programs_are_accepted()
    {
        var block = new RawTar().Add('0', "\xff\xff").Bytes;
        var sum = block.Take(148).Concat(block.Skip(156)).Sum(b => (sbyte)b) + 8 * 32;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(block, 148);
        Assert.Equal(["0 \\xff\\xff 0"], Read(new RawTar().AddRaw(block).End()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(700)]
    public void Pieces_may_end_anywhere(int pieceSize)
    {
        var archive = new RawTar().AddPax("uid=3000000").Add('0', "a", new byte[1000]).Add('5', "d/").End();
        Assert.Equal(["0 a 1000", "5 d/ 0"], Read(archive, pieceSize));
    }

    public static TheoryData<string, byte[]> Malformed() =>
        new()
        {
            { "truncated", [] },
            { "truncated", new byte[512] },
            { "truncated", new RawTar().Add('0', "a").Bytes },
            { "truncated", new RawTar().Add('0', "a", new byte[600]).Bytes[..1030] },
            { "truncated", new RawTar().Add('x', "pax", size: 100000).Bytes },
            { "zeros inside", new RawTar().AddRaw(new byte[512]).Add('0', "a").End() },
            { "after the end", [.. new RawTar().Add('0', "a").End(), 0, 0, 1] },
            { "checksum", [.. Enumerable.Repeat((byte)'x', 512)] },
            { "behind an extended header", new RawTar().AddPax("uid=1").End() },
            { "pax header of", new RawTar().Add('x', "pax", size: ArchiveLimits.PaxHeader + 1).End() },
            { "long name of", new RawTar().Add('L', "x", size: ArchiveLimits.LongName + 1).End() },
            { "type", new RawTar().Add('M', "multi").End() },
            { "type", new RawTar().Add('\xe9', "odd").End() },
            { "owner", new RawTar().AddPax("uid=4294967295").Add('0', "a").End() },
            { "device number", new RawTar().AddPax("SCHILY.devmajor=4294967296").Add('3', "a").End() },
            {
                "sparse map of 1 bytes for 3",
                new RawTar().AddPax("GNU.sparse.map=0,1", "GNU.sparse.size=9").Add('0', "a", new byte[3]).End()
            },
            {
                "out of order",
                new RawTar().AddPax("GNU.sparse.map=5,1,0,2", "GNU.sparse.size=9").Add('0', "a", new byte[3]).End()
            },
            { "out of order", new RawTar().AddPax("GNU.sparse.map=8,3", "GNU.sparse.size=9").Add('0', "a", new byte[3]).End() },
            { "impossible", new RawTar().AddPax("GNU.sparse.map=8,3,1", "GNU.sparse.size=9").Add('0', "a", new byte[3]).End() },
            { "impossible", new RawTar().AddPax("SCHILY.acl.access=nonsense").Add('0', "a").End() },
            { "impossible", new RawTar().AddPax("LIBARCHIVE.xattr.user.a=?").Add('0', "a").End() },
            { "version of GNU sparse", new RawTar().AddPax("GNU.sparse.major=2", "GNU.sparse.minor=0").Add('0', "a").End() },
            { "malformed map", Sparse10("x\n") },
            { "longer than its file", Sparse10("999\n" + string.Concat(Enumerable.Repeat("0\n", 254))) },
            { "limit", Sparse10("1048577\n") },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_is_malformed_is_refused_with_the_reason(string reason, byte[] archive) =>
        Assert.Contains(reason, Assert.Throws<ArchiveException>(() => Read(archive)).Message, StringComparison.Ordinal);

    [Fact]
    public void Attributes_of_global_headers_do_not_add_up_beyond_the_limit()
    {
        var archive = new RawTar();
        for (var i = 0; i < 3; i++)
            archive.AddPax('g', $"SCHILY.xattr.user.{i}={new string('v', 6 << 20)}");
        Assert.Contains(
            "limit",
            Assert.Throws<ArchiveException>(() => Read(archive.Add('0', "a").End())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_old_sparse_header_goes_on_in_blocks_of_its_own()
    {
        var header = new RawTar().Add('S', "s", size: 5, magic: "ustar  \0").Bytes;
        Put(
            header,
            386,
            "00000000000\000000000001\0"
                + "00000001000\000000000001\0"
                + "00000002000\000000000001\0"
                + "00000003000\000000000001\0"
        );
        header[482] = 1;
        Put(header, 483, "00000010000\0");
        var more = new byte[512];
        Put(more, 0, "00000004000\000000000001\0");
        var entry = ReadFirst(new RawTar().AddHeader(header).AddRaw(more).AddContent(new byte[5]).End());
        Assert.Equal(4096, entry.Sparse!.RealSize);
        Assert.Equal([0, 512, 1024, 1536, 2048], entry.Sparse.Pieces.Select(piece => piece.Offset));
    }

    [Theory]
    [InlineData(
        "GNU.sparse.size=100",
        "GNU.sparse.numblocks=2",
        "GNU.sparse.offset=10",
        "GNU.sparse.numbytes=2",
        "GNU.sparse.offset=50",
        "GNU.sparse.numbytes=1"
    )]
    [InlineData("GNU.sparse.size=100", "GNU.sparse.name=a", "GNU.sparse.numblocks=2", "GNU.sparse.map=10,2,50,1")]
    public void Both_old_pax_ways_of_sparse_files_are_read(params string[] records)
    {
        var entry = ReadFirst(new RawTar().AddPax(records).Add('0', "a", new byte[3]).End());
        Assert.Equal(new SparsePiece(10, 2), entry.Sparse!.Pieces[0]);
        Assert.Equal(new SparsePiece(50, 1), entry.Sparse.Pieces[1]);
        Assert.Equal((100, 3), (entry.Sparse.RealSize, entry.Size));
    }

    private static byte[] Sparse10(string map) =>
        new RawTar()
            .AddPax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=9", "GNU.sparse.name=a")
            .Add('0', "GNUSparseFile.0/a", Encoding.ASCII.GetBytes(map.PadRight(512, '9')))
            .End();

    private static byte[] WithPrefix(string magic)
    {
        var block = new RawTar().Add('0', "name", magic: magic).Bytes;
        Put(block, 345, "pre/fix");
        return block;
    }

    private static void Put(byte[] block, int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(block, at);

    private static ArchiveEntry ReadFirst(byte[] archive)
    {
        var entry = new ArchiveEntry();
        Assert.True(new EntryReader(new ArchiveInput(new PieceSource(archive))).TryRead(entry));
        return entry;
    }

    internal static List<string> Read(byte[] archive, int pieceSize = 1 << 20)
    {
        var source = new PieceSource(archive, pieceSize);
        var input = new ArchiveInput(source);
        var reader = new EntryReader(input);
        var entry = new ArchiveEntry();
        var found = new List<string>();
        while (reader.TryRead(entry))
        {
            found.Add(
                $"{(char)entry.Type} {BytePath.Escape(entry.Path.Bytes)} {entry.Size}"
                    + (entry.Link.IsEmpty ? "" : $" -> {BytePath.Escape(entry.Link.Bytes)}")
            );
            input.Skip(entry.Size + TarLayout.Padding(entry.Size));
        }
        Assert.True(source.IsAtEnd);
        return found;
    }
}
