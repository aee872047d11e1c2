using System;
using System.IO;
using System.Linq;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Ka.Trees.Writing;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>What trees have and pax does not say: flags of inodes, projects, read-only subvolumes. "Report" is a field report on
/// which it was seen that they were lost.</summary>
public sealed class FlagTests
{
    private const long Size = 512L << 20;

    /// <summary>All flags that each file system lets a person set.</summary>
    public static TheoryData<string, string[], string> FileSystems() =>
        new()
        {
            {
                "ext4",
                [],
                """
                    for f in a i d A S s u c t; do echo $f >$f; chattr +$f $f; done
                    mkdir D T i.d a.d d.d; echo x >i.d/inside; echo x >a.d/inside; echo x >d.d/before
                    chattr +D D; chattr +T T; chattr +dAS d.d; echo x >d.d/inherits; chattr +i i.d; chattr +a a.d
                    """
            },
            {
                "xfs",
                [],
                """
                    for f in a i d A S; do echo $f >$f; chattr +$f $f; done
                    mkdir P i.d; echo x >P/before; echo x >i.d/inside; ln -s before P/link
                    xfs_io -c 'chproj 42' -c 'chattr +P' P; echo x >P/inherits; xfs_io -c 'chproj 7' P/before; chattr +i i.d
                    """
            },
            {
                "btrfs",
                [],
                """
                    for f in C c m a; do touch $f; chattr +$f $f; echo $f >>$f; done
                    for f in i d A S; do echo $f >$f; chattr +$f $f; done
                    mkdir D C.d c.d i.d; echo x >C.d/before; chattr +D D; chattr +C C.d; chattr +c c.d
                    echo x >C.d/inherits; echo x >i.d/inside; chattr +i i.d
                    """
            },
        };

    [Needs(Need.Lab)]
    [MemberData(nameof(FileSystems))]
    public void Report_24_flags_and_projects_come_out_equal(string type, string[] options, string fill)
    {
        using var disk = new LoopDisk(type, Size, options);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run("sh", "-ec", $"cd {source}; {fill}");

        var written = ArchiveOf.Extract(ArchiveOf.Tree(source, out var read), target);

        Assert.Equal([], read.Notes.Select(note => note.ToString()));
        Assert.Equal([], written.Omissions.Select(omission => omission.ToString()));
        var flags = Flags(source);
        Assert.Contains('i', flags);
        Assert.Equal(flags, Flags(target));
        ArchiveOf.AssertSame(source, target);
    }

    [Needs(Need.Lab)]
    [InlineData("ext4", true, false, false)]
    [InlineData("xfs", false, true, true)]
    [InlineData("btrfs", true, false, false)]
    public void Each_inode_is_asked_with_one_call_where_one_tells_all(string type, bool hasFlags, bool hasProjects, bool hasBoth)
    {
        using var disk = new LoopDisk(type, Size);
        using var root = Files.OpenDirectory(disk.Root);

        Assert.Equal(
            new InodeFlagSupport(hasFlags, hasProjects, type == "btrfs") { HasFlagsWithProjects = hasBoth },
            InodeFlagSupport.Of(root)
        );
    }

    [Needs(Need.Lab)] // To be written to, it would need a kernel with quotas.
    public void An_ext4_with_projects_is_asked_for_both()
    {
        using var home = new TempDir();
        var (image, place) = (home.TextIn("image"), home.Make("mount"));
        Child.Run("sh", "-ec", $"truncate -s 64M {image}; mkfs.ext4 -q -O project {image}; mount -o loop,ro {image} {place}");
        using var root = Files.OpenDirectory(place);

        Assert.Equal(new InodeFlagSupport(true, true, false), InodeFlagSupport.Of(root));
    }

    [Needs(Need.Lab)]
    public void Report_24_a_swap_file_of_btrfs_is_one_in_the_copy()
    {
        using var disk = new LoopDisk("btrfs", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-ec",
            $"cd {source}; touch swap; chattr +C swap; chmod 600 swap; fallocate -l 64M swap; mkswap -q swap >/dev/null"
        );

        ArchiveOf.Extract(ArchiveOf.Tree(source), target);

        Child.Run("sh", "-ec", $"sync -f {target}; swapon {target}/swap; swapoff {target}/swap");
    }

    [Needs(Need.Lab)]
    public void Report_24_what_another_file_system_cannot_keep_is_noted_once_for_each_kind()
    {
        using var from = new LoopDisk("btrfs", Size);
        using var to = new LoopDisk("ext4", Size);
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {from.Root}; touch one two three plain packed kept
            chattr +C one two three; chattr +m plain; chattr +c packed; chattr +diA kept
            """
        );

        var written = ArchiveOf.Extract(ArchiveOf.Tree(from.Root), to.Root);

        Assert.Equal(
            [
                "'./one': flag nocow is not kept here: EOPNOTSUPP (Operation not supported) (and 2 more)",
                "'./packed': attribute btrfs.compression is not kept here: EOPNOTSUPP (Operation not supported)",
                "'./plain': flag nocompress is not kept here: EOPNOTSUPP (Operation not supported)",
            ],
            written.Omissions.Select(omission => omission.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal("----i-dA", Child.Run("lsattr", $"{to.Root}/kept")[..8]);
    }

    [Needs(Need.Lab)]
    public void Report_24_a_project_that_the_target_has_no_place_for_is_noted()
    {
        using var from = new LoopDisk("xfs", Size);
        using var to = new LoopDisk("ext4", Size, "-O", "^project");
        Child.Run("sh", "-ec", $"cd {from.Root}; touch a b; xfs_io -c 'chproj 42' a; xfs_io -c 'chproj 42' b");
        Assert.Equal(
            ["'./a': project 42 is not kept here: EOPNOTSUPP (Operation not supported) (and 1 more)"],
            ArchiveOf.Extract(ArchiveOf.Tree(from.Root), to.Root).Omissions.Select(omission => omission.ToString())
        );
    }

    [Needs(Need.Lab)]
    public void An_immutable_file_has_its_further_names_and_an_append_only_directory_what_is_in_it()
    {
        using var disk = new LoopDisk("ext4", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {source}; mkdir d; echo x >f; ln f d/g; ln f h; chattr +i f
            head -c 200000 /dev/urandom >large; ln large d/large; chattr +a large
            truncate -s 1M sparse; chattr +i sparse; chattr +a d
            """
        );

        ArchiveOf.Extract(ArchiveOf.Tree(source), target);

        ArchiveOf.AssertSame(source, target);
        Assert.Equal(Flags(source), Flags(target));
    }

    /// <summary>A second copy over a complete one: what a person protected stays, and the file is named.</summary>
    [Needs(Need.Lab)]
    public void A_protected_file_that_was_there_before_is_not_replaced()
    {
        using var disk = new LoopDisk("ext4", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run("sh", "-ec", $"cd {source}; echo new >f; chattr +i f; cd {target}; echo old >f; chattr +i f");
        var failure = Assert.Throws<LinuxException>(() => ArchiveOf.Extract(ArchiveOf.Tree(source), target));
        Assert.Equal("unlink './f': EPERM (Operation not permitted)", failure.Message);
        Assert.Equal("old\n", File.ReadAllText($"{target}/f"));
    }

    /// <summary>A copy that broke off, or that is not yet prepared, has no file that cannot be replaced.</summary>
    [Needs(Need.Lab)]
    public void Nothing_is_protected_before_the_end_and_not_what_was_replaced_meanwhile()
    {
        using var disk = new LoopDisk("ext4", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run("sh", "-ec", $"cd {source}; mkdir d; echo x >d/f; echo x >g; echo x >gone; chattr +i d/f g gone; chattr +i d");
        var archive = ArchiveOf.Tree(source);
        for (var round = 0; round < 2; round++)
        {
            using var writer = new TreeWriter(target);
            var written = writer.Write(new PieceSource(archive, 1000));
            Assert.DoesNotContain('i', Flags(target));
            if (round == 0)
                continue;
            Child.Run("sh", "-ec", $"cd {target}; rm gone; echo other >other; mv other g");
            written.Protection.Apply();
            Assert.Equal([], written.Omissions);
        }
        Assert.Equal(
            "d ----i\nd/f ----i\ng -----\n",
            Child.Run("sh", "-ec", $"cd {target}; for f in d d/f g; do echo $f $(lsattr -d $f | cut -c 1-5); done")
        );
    }

    [Needs(Need.Lab)]
    public void A_read_only_subvolume_is_one_where_the_target_is_a_subvolume_and_else_it_is_noted()
    {
        using var disk = new LoopDisk("btrfs", Size);
        var (source, target) = (disk.Root.Join("source"u8), disk.Root.Join("target"u8));
        var plain = Make(disk, "plain");
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {disk.Root}; btrfs -q subvolume create source; btrfs -q subvolume create target
            btrfs -q subvolume create source/below; echo x >source/below/f; echo x >source/g; chattr +i source/g
            btrfs property set source/below ro true; btrfs property set source ro true
            """
        );
        var archive = ArchiveOf.Tree(source);

        var written = ArchiveOf.Extract(archive, target);

        Assert.Equal("ro=true\n", Child.Run("btrfs", "property", "get", $"{target}", "ro"));
        Assert.Equal("----i", Child.Run("lsattr", $"{target}/g")[..5]);
        const string Note = "flag readonly-subvolume is not kept here: EINVAL (Invalid argument)";
        Assert.Equal([$"'./below/': {Note}"], written.Omissions.Select(omission => omission.ToString()));
        Assert.Equal(
            [$"'./': {Note} (and 1 more)"],
            ArchiveOf.Extract(archive, plain).Omissions.Select(omission => omission.ToString())
        );
    }

    /// <summary>New report: on ext4 it was a dead attribute; on the way back an ACL that was removed was in force
    /// again.</summary>
    [Needs(Need.Lab)]
    public void XFS_s_own_form_of_an_ACL_does_not_come_back_after_the_ACL_was_removed()
    {
        using var xfs = new LoopDisk("xfs", Size);
        using var ext4 = new LoopDisk("ext4", Size);
        var (source, back) = (Make(xfs, "source"), Make(xfs, "back"));
        Child.Run("sh", "-ec", $"cd {source}; echo x >f; mkdir d; setfacl -m u:5:rw f; setfacl -d -m u:6:rwx d");
        Assert.Contains("trusted.SGI_ACL_FILE", Names(source), StringComparison.Ordinal);

        ArchiveOf.Extract(ArchiveOf.Tree(source), ext4.Root);
        Assert.Equal("system.posix_acl_access\nsystem.posix_acl_default\n", Names(ext4.Root));
        Child.Run("setfacl", "-R", "-b", ext4.Root.ToString());
        ArchiveOf.Extract(ArchiveOf.Tree(ext4.Root), back);
        Assert.Equal("", Names(back));
    }

    /// <summary>Field: an HMAC is true of one inode; a kernel with EVM does not let it be written.</summary>
    [Needs(Need.Lab)]
    public void An_EVM_HMAC_is_named_and_not_in_the_copy_and_a_portable_signature_is()
    {
        using var disk = new LoopDisk("ext4", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {source}; touch a b c
            for f in a b; do setfattr -n security.evm -v 0x02aabb $f; done
            setfattr -n security.evm -v 0x05aabb c; setfattr -n security.ima -v 0x04aabb a
            """
        );

        ArchiveOf.Extract(ArchiveOf.Tree(source, out var read), target);

        Assert.Equal(
            ["'./a': its EVM signature is valid for this inode only, and is not in the copy (and 1 more)"],
            read.Notes.Select(note => note.ToString())
        );
        Assert.True(read.IsComplete);
        Assert.Equal("security.evm\nsecurity.ima\n", Names(target));
        Assert.Contains("security.evm", Child.Run("getfattr", "-m-", $"{target}/c"), StringComparison.Ordinal);
    }

    [Needs(Need.Lab)]
    [InlineData("tar -x -p --xattrs --xattrs-include='*' --acls --numeric-owner", "unknown extended header keyword")]
    [InlineData("LC_ALL=C.UTF-8 bsdtar -x -p --numeric-owner -f -", "")]
    public void Other_programs_pass_over_what_they_do_not_know(string extract, string says)
    {
        using var disk = new LoopDisk("xfs", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {source}; mkdir d; echo x >d/f; xfs_io -c 'chproj 42' -c 'chattr +P' d; echo y >d/g; chattr +d d/g; chattr +A d/f
            find . -exec touch -d @1000000000 {"{}"} +
            """
        );
        File.WriteAllBytes($"{disk.Mount}/archive", ArchiveOf.Tree(source));

        var said = Child.Run("sh", "-ec", $"cd {target}; {extract} < {disk.Mount}/archive 2>&1");

        Assert.Contains(says, said, StringComparison.Ordinal);
        ArchiveOf.AssertSame(source, target, except: ".: mtime");
    }

    [Needs(Need.Lab)]
    public void We_take_the_flags_of_bsdtar()
    {
        using var disk = new LoopDisk("btrfs", Size);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        Child.Run(
            "sh",
            "-ec",
            $"""
            cd {source}; for f in a d A S C c; do touch $f; chattr +$f $f; echo $f >>$f; done
            touch i; chattr +i i; mkdir D; chattr +D D
            """
        );
        Child.Run("sh", "-ec", $"cd {source}; bsdtar -c --format pax -f {disk.Mount}/archive .");
        ArchiveOf.Extract(File.ReadAllBytes($"{disk.Mount}/archive"), target);
        Assert.Equal(Flags(source), Flags(target));
    }

    /// <summary>The flags and projects of all files and directories.</summary>
    private static string Flags(BytePath root) =>
        Child.Run("sh", "-ec", $"cd {root}; find . -type f -o -type d | sort | tr '\\n' '\\0' | xargs -0 lsattr -d -p");

    /// <summary>The names of all attributes in a tree, each once.</summary>
    private static string Names(BytePath root) =>
        Child.Run("sh", "-ec", $"cd {root}; getfattr -R -h -m- . | grep -v '^#' | sed '/^$/d' | sort -u");

    private static BytePath Make(LoopDisk disk, string name)
    {
        var path = disk.Root.Join(BytePath.FromText(name));
        Directory.CreateDirectory(path.ToString());
        return path;
    }
}
