using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.Tar;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Writing;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>Archives that want out of their directory, and targets that cannot take them.</summary>
public sealed class HostileArchiveTests
{
    private static readonly byte[] s_content = "hostile"u8.ToArray();

    public static TheoryData<string, byte[]> Escapes() =>
        new()
        {
            { "a component", new RawTar().Add('0', "../outside/file", s_content).End() },
            { "one in the middle", new RawTar().Add('5', "d/").Add('0', "d/../../outside/file", s_content).End() },
            { "at the end", new RawTar().Add('5', "d/..").End() },
            { "behind a slash", new RawTar().Add('0', "/../outside/file", s_content).End() },
            { "in a pax path", new RawTar().AddPax("path=../outside/file").Add('0', "x", s_content).End() },
            { "a link's target", new RawTar().Add('1', "x", link: "../outside/kept").End() },
            { "a link's absolute target", new RawTar().Add('1', "x", link: "/outside/kept").End() },
            { "a link through a link", new RawTar().Add('2', "l", link: "../outside").Add('1', "x", link: "l/kept").End() },
            { "a NUL", new RawTar().AddPax("GNU.sparse.name=a\0b", "GNU.sparse.size=0").Add('0', "x").End() },
        };

    [Needs(Need.Lab)]
    [MemberData(nameof(Escapes))]
    public void An_archive_that_names_something_outside_is_refused(string how, byte[] archive)
    {
        using var home = Home();
        Assert.True(
            Record.Exception(() => ArchiveOf.Extract(archive, home.In("target"))) is ArchiveException or LinuxException,
            how
        );
        AssertOutsideIsWhole(home);
    }

    public static TheoryData<string, byte[], string> Redirections() =>
        new()
        {
            {
                "a file through a link",
                new RawTar().Add('2', "l", link: "../outside").Add('0', "l/kept", s_content).End(),
                "l/kept"
            },
            {
                "a directory over a link",
                new RawTar().Add('2', "l", link: "../outside").Add('5', "l/").Add('0', "l/kept", s_content).End(),
                "l/kept"
            },
            { "a file over a link", new RawTar().Add('2', "l", link: "../outside/kept").Add('0', "l", s_content).End(), "l" },
            {
                "a large file over a link",
                new RawTar().Add('2', "l", link: "../outside/kept").Add('0', "l", [.. s_content, .. new byte[100000]]).End(),
                "l"
            },
            { "a device over a link", new RawTar().Add('2', "l", link: "../outside/kept").Add('3', "l").End(), "l" },
            {
                "a hard link over a link",
                new RawTar().Add('0', "f", s_content).Add('2', "l", link: "../outside/kept").Add('1', "l", link: "f").End(),
                "l"
            },
            {
                "a chain of links",
                new RawTar().Add('2', "a", link: "..").Add('2', "b", link: "a/outside").Add('0', "b/kept", s_content).End(),
                "b/kept"
            },
            {
                "a hard link to a link, then a file",
                new RawTar().Add('2', "a", link: "../outside/kept").Add('1', "b", link: "a").Add('0', "b", s_content).End(),
                "b"
            },
            { "an absolute name", new RawTar().Add('0', "/outside/kept", s_content).End(), "outside/kept" },
            { "a directory's attributes", new RawTar().Add('2', "l", link: "../outside").Add('5', "l", mode: 0x1FF).End(), "l" },
            {
                "in the order of a race",
                new RawTar().Add('5', "d/").Add('0', "d/x", s_content).Add('2', "d", link: "../outside").End(),
                ""
            },
        };

    [Needs(Need.Lab)]
    [MemberData(nameof(Redirections))]
    public void A_symbolic_link_is_replaced_and_never_followed(string how, byte[] archive, string made)
    {
        using var home = Home();
        var failure = Record.Exception(() => ArchiveOf.Extract(archive, home.In("target")));
        AssertOutsideIsWhole(home);
        if (made.Length == 0)
            Assert.True(failure is LinuxException, how);
        else
            Assert.Null(failure);
        if (made.Length > 0)
            Assert.Null(new FileInfo(home.TextIn("target/" + made)).LinkTarget);
    }

    [Needs(Need.Lab)]
    public void Links_that_were_there_before_are_not_followed_either()
    {
        using var home = Home();
        Child.Run("ln", "-s", "../outside", home.TextIn("target/d"));
        Child.Run("ln", "-s", "../outside/kept", home.TextIn("target/f"));
        ArchiveOf.Extract(new RawTar().Add('0', "d/kept", s_content).Add('0', "f", s_content).End(), home.In("target"));
        AssertOutsideIsWhole(home);
        Assert.Equal(s_content, File.ReadAllBytes(home.TextIn("target/d/kept")));
    }

    [Needs(Need.Lab)]
    public void The_later_of_two_entries_of_one_name_stays()
    {
        using var home = Home();
        var archive = new RawTar();
        for (var i = 0; i < 300; i++)
            archive.Add('0', $"f{i % 3}", [(byte)i]).Add('5', "d").Add('0', "d/x", [(byte)i]);
        ArchiveOf.Extract(archive.Add('0', "gone").Add('5', "gone").Add('0', "gone/x").End(), home.In("target"));
        Assert.Equal(
            [43, 41, 42, 43],
            new[] { "f2", "f0", "f1", "d/x" }.Select(name => (int)File.ReadAllBytes(home.TextIn("target/" + name))[0])
        );
        Assert.True(File.Exists(home.TextIn("target/gone/x")));
    }

    [Needs(Need.Lab)]
    public void A_directory_that_is_entered_again_keeps_its_attributes()
    {
        using var home = Home();
        var archive = new RawTar()
            .Add('5', "a/", mode: 0x5ED)
            .Add('0', "a/1", s_content)
            .Add('5', "b/")
            .Add('0', "b/1", s_content)
            .Add('0', "a/2", s_content)
            .Add('0', "b/2", s_content)
            .End();
        ArchiveOf.Extract(archive, home.In("target"));
        Assert.Equal(
            "2755 1000\n644 0\n644 0\n",
            Child.Run("sh", "-c", $"cd {home.Text}/target && stat -c '%a %Y' a && stat -c '%a %g' a/1 a/2")
        );
    }

    [Needs(Need.Lab)]
    public void A_full_disk_is_told_with_the_name_of_the_file()
    {
        using var disk = new LoopDisk("ext4", 16 << 20);
        var archive = new RawTar();
        for (var i = 0; i < 300; i++)
            archive.Add('0', $"file{i}", new byte[60000]);
        var failure = Assert.Throws<LinuxException>(() => ArchiveOf.Extract(archive.End(), disk.Root));
        Assert.Equal(Errno.ENOSPC, failure.Errno);
        Assert.Matches("^(write|create) 'file[0-9]+': ENOSPC", failure.Message);
        Assert.Matches(
            "^write 'large': ENOSPC",
            Assert
                .Throws<LinuxException>(() =>
                    ArchiveOf.Extract(new RawTar().Add('0', "large", new byte[32 << 20]).End(), disk.Root)
                )
                .Message
        );
    }

    [Needs(Need.Lab)]
    public void A_read_only_target_is_told_with_the_name_of_the_file()
    {
        using var disk = new LoopDisk("ext4", 16 << 20);
        disk.MakeReadOnly();
        var failure = Assert.Throws<LinuxException>(() =>
            ArchiveOf.Extract(new RawTar().Add('0', "file", s_content).End(), disk.Root)
        );
        Assert.Equal("create 'file': EROFS (Read-only file system)", failure.Message);
    }

    [Needs(Need.Lab)]
    public void The_failure_that_is_first_in_the_archive_is_told()
    {
        using var home = Home();
        var archive = new RawTar();
        for (var i = 0; i < 500; i++)
            archive.Add('0', $"f{i}", new byte[2000]);
        Directory.CreateDirectory(home.TextIn("target/f77/full"));
        Directory.CreateDirectory(home.TextIn("target/f300/full"));
        for (var round = 0; round < 20; round++)
            Assert.Equal(
                "unlink 'f77': ENOTEMPTY (Directory not empty)",
                Assert.Throws<LinuxException>(() => ArchiveOf.Extract(archive.Bytes, home.In("target"))).Message
            );
    }

    [Needs(Need.Lab)]
    public void A_source_that_breaks_comes_through_and_nothing_hangs()
    {
        using var home = Home();
        using var writer = new TreeWriter(home.In("target"));
        Assert.Throws<Streams.StreamBrokenException>(() =>
            writer.Write(new BreakingSource(new RawTar().Add('0', "a", s_content).Bytes))
        );
        Assert.Equal(s_content, File.ReadAllBytes(home.TextIn("target/a")));
    }

    /// <summary>A target with a neighbour that must stay as it is.</summary>
    private static TempDir Home()
    {
        var home = new TempDir();
        home.Make("target");
        home.Make("outside");
        File.WriteAllText(home.TextIn("outside/kept"), "kept");
        Child.Run("touch", "-d", "@1", home.TextIn("outside/kept"), home.TextIn("outside"));
        return home;
    }

    private static void AssertOutsideIsWhole(TempDir home) =>
        Assert.Equal(
            $"outside 755 1 2\nkept 644 1 1\nkept",
            Child.Run(
                "sh",
                "-c",
                $"cd {home.Text} && stat -c '%n %a %Y %h' outside && cd outside && stat -c '%n %a %Y %h' * && cat *"
            )
        );

    private sealed class BreakingSource(byte[] bytes) : Streams.IByteSource
    {
        private bool _given;

        public ReadOnlyMemory<byte> Next()
        {
            if (_given)
                throw new Streams.StreamBrokenException("the chain is broken");
            _given = true;
            return bytes;
        }
    }
}
