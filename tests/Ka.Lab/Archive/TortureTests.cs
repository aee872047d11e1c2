using System;
using System.Linq;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>Every case of a tree, on the file systems that golden nodes have.</summary>
public sealed class TortureTests
{
    [Needs(Need.Lab)]
    [InlineData("ext4", "-O", "ea_inode,metadata_csum")]
    [InlineData("xfs")]
    public void The_golden_tree_comes_out_identical(string type, params string[] options)
    {
        using var disk = new LoopDisk(type, 1L << 30, options);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        GoldenTree.Build(source, largeAttributes: true);

        var archive = ArchiveOf.Tree(source, out var read);
        var written = ArchiveOf.Extract(archive, target, 70_001);

        Assert.Equal([], read.Notes.Select(note => note.ToString()));
        Assert.Equal((read.Entries, read.ArchiveBytes), (written.Entries, written.ArchiveBytes));
        ArchiveOf.AssertSame(source, target);
        Assert.Equal(
            "",
            Child.Run("rsync", "-aHAXn", "--delete", "--itemize-changes", "--exclude=/ppp*", $"{source}/", $"{target}/")
        );
        // Contents too, but for the files that are all hole: a checksum of a terabyte takes its time.
        Assert.Equal(
            "",
            Child.Run(
                "rsync",
                "-aHAXn",
                "--delete",
                "--checksum",
                "--itemize-changes",
                "--exclude=/ppp*",
                "--exclude=/sparse/terabyte*",
                "--exclude=/sparse/nine*",
                $"{source}/",
                $"{target}/"
            )
        );
    }

    [Needs(Need.Lab)]
    public void A_tree_that_was_extracted_makes_the_same_entries_again()
    {
        using var disk = new LoopDisk("ext4", 1L << 30);
        var (source, target, again) = (Make(disk, "source"), Make(disk, "target"), Make(disk, "again"));
        GoldenTree.Build(source);
        ArchiveOf.Extract(ArchiveOf.Tree(source), target);
        ArchiveOf.Extract(ArchiveOf.Tree(target), again);
        ArchiveOf.AssertSame(source, again);
    }

    [Needs(Need.Lab)]
    public void Extracting_over_what_is_there_replaces_it()
    {
        using var disk = new LoopDisk("ext4", 1L << 30);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        GoldenTree.Build(source);
        var archive = ArchiveOf.Tree(source);
        ArchiveOf.Extract(archive, target);
        ArchiveOf.Extract(archive, target);
        ArchiveOf.AssertSame(source, target);
    }

    [Needs(Need.Lab)]
    public void Rooms_of_any_size_give_the_same_archive()
    {
        using var disk = new LoopDisk("ext4", 1L << 30);
        var source = Make(disk, "source");
        GoldenTree.Build(source);
        var whole = ArchiveOf.Tree(source);
        foreach (var room in new[] { 1, 513, 65536 })
        {
            var output = new HookedOutput(room);
            new TreeReader(source).Read(output);
            Assert.True(output.Written.SequenceEqual(whole));
            Assert.InRange(output.LargestHint, 1, 65536);
        }
    }

    [Needs(Need.Lab)]
    public void A_mounted_file_system_is_an_empty_directory_in_the_copy()
    {
        using var disk = new LoopDisk("ext4", 64 << 20);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run("sh", "-c", $"cd {source} && mkdir -p var/mounted bound plain && touch plain/file one two");
        Child.Run("mount", "-t", "tmpfs", "-o", "mode=1750", "tmpfs", $"{source}/var/mounted");
        Child.Run("mount", "--bind", $"{source}/plain", $"{source}/bound");
        Child.Run("mount", "--bind", $"{source}/one", $"{source}/two");
        Child.Run("touch", $"{source}/var/mounted/inside");

        ArchiveOf.Extract(ArchiveOf.Tree(source, out var read), target);

        Assert.Equal(
            "./bound 755\n./one 644\n./plain 755\n./plain/file 644\n./var 755\n./var/mounted 1750\n",
            Child.Run("sh", "-c", $"cd {target} && find . -mindepth 1 -printf '%p %m\\n' | sort")
        );
        Assert.Equal("./two", Assert.Single(read.Notes).Path.ToString());
        Assert.True(read.IsComplete);
    }

    [Needs(Need.Lab)]
    public void An_excluded_directory_is_sent_without_what_is_in_it()
    {
        using var disk = new LoopDisk("ext4", 64 << 20);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-c",
            $"""
            cd {source} && mkdir -p tmp/in home/user/cache home/cache
            touch tmp/a tmp/in/b home/user/cache/c home/cache/d home/file
            chown 7:8 tmp && chmod 1777 tmp && setfattr -n user.x -v y tmp && touch -d 2001-01-01 tmp
            """
        );

        ArchiveOf.Extract(ArchiveOf.Tree(source, "/tmp", "./home/user/cache/", "home/file"), target);

        Assert.Equal(
            "./home\n./home/cache\n./home/cache/d\n./home/user\n./home/user/cache\n./tmp\n",
            Child.Run("sh", "-c", $"cd {target} && find . -mindepth 1 | sort")
        );
        const string Show = "stat -c '%u %g %a %Y' tmp && getfattr --only-values -n user.x tmp";
        Assert.Equal(Child.Run("sh", "-c", $"cd {source} && {Show}"), Child.Run("sh", "-c", $"cd {target} && {Show}"));
    }

    [Needs(Need.Lab)]
    public void A_socket_is_left_out_with_a_note_that_does_not_make_the_copy_incomplete()
    {
        using var home = new TempDir();
        var (source, target) = (home.Make("source"), home.Make("target"));
        using (var node = new GoldenNode(Files.OpenDirectory(source)))
            node.MakeNode("socket"u8, FileKind.Socket);
        ArchiveOf.Extract(ArchiveOf.Tree(source, out var read), target);
        Assert.Equal("'./socket': socket, not sent", Assert.Single(read.Notes).ToString());
        Assert.True(read.IsComplete);
        Assert.Equal("", Child.Run("ls", "-A", target.ToString()));
    }

    private static BytePath Make(LoopDisk disk, string name)
    {
        var path = disk.Root.Join(BytePath.FromText(name));
        System.IO.Directory.CreateDirectory(path.ToString());
        return path;
    }
}
