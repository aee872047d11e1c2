using System.IO;
using Ka.Linux;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>GNU tar and bsdtar: they extract what we write, and we extract what they write as they would themselves.</summary>
public sealed class OtherProgramsTests
{
    private const string GnuOptions = "--xattrs --xattrs-include='*' --acls --numeric-owner";

    [LabTheory]
    [InlineData("tar -x -p " + GnuOptions)]
    [InlineData("LC_ALL=C.UTF-8 bsdtar -x -p --numeric-owner -f -")]
    public void They_extract_ours(string command)
    {
        using var disk = new LoopDisk("xfs", 1L << 30);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        GoldenTree.Build(source, beyondPathMax: false);
        File.WriteAllBytes($"{disk.Mount}/archive", ArchiveOf.Tree(source));

        Child.Run("sh", "-c", $"cd {target} && {command} < {disk.Mount}/archive");

        ArchiveOf.AssertSame(source, target);
    }

    [LabTheory]
    [InlineData("--format=v7")]
    [InlineData("--format=oldgnu")]
    [InlineData("--format=oldgnu --sparse")]
    [InlineData("--format=gnu")]
    [InlineData("--format=gnu --sparse")]
    [InlineData("--format=ustar")]
    [InlineData("--format=posix " + GnuOptions)]
    [InlineData("--format=posix --xattrs --xattrs-include='*' --acls")]
    [InlineData("--format=posix --sparse --sparse-version=0.0 " + GnuOptions)]
    [InlineData("--format=posix --sparse --sparse-version=0.1 " + GnuOptions)]
    [InlineData("--format=posix --sparse --sparse-version=1.0 " + GnuOptions)]
    [InlineData("--format=posix --pax-option=globexthdr.name=g,exthdr.name=%d/x/%f,comment=hello")]
    public void We_extract_those_of_GNU_tar(string options) => Compare($"tar -c {options} .", $"tar -x -p {GnuOptions}");

    [LabTheory]
    [InlineData("ustar")]
    [InlineData("pax")]
    [InlineData("paxr")]
    [InlineData("gnutar")]
    [InlineData("v7")]
    public void We_extract_those_of_bsdtar(string format) =>
        Compare($"LC_ALL=C.UTF-8 bsdtar -c --format {format} -f - .", "LC_ALL=C.UTF-8 bsdtar -x -p --numeric-owner -f -");

    /// <summary>What a format cannot hold its program leaves out with a complaint; the archive is whole all the same.</summary>
    private static void Compare(string create, string extract)
    {
        using var disk = new LoopDisk("xfs", 2L << 30);
        var (source, theirs, ours) = (Make(disk, "source"), Make(disk, "theirs"), Make(disk, "ours"));
        GoldenTree.Build(source, beyondPathMax: false);
        // Formats without sparse files would write them out.
        Child.Run("sh", "-c", $"rm -f {source}/sparse/terabyte* {source}/sparse/nine*");
        var archive = $"{disk.Mount}/archive";
        Child.Run("sh", "-c", $"cd {source} && {create} > {archive} 2> {archive}.log || true");
        Child.Run("sh", "-c", $"cd {theirs} && {extract} < {archive} 2> {archive}.log || true");

        ArchiveOf.Extract(File.ReadAllBytes(archive), ours);

        ArchiveOf.AssertSame(theirs, ours, compareHoles: false);
        Assert.True(Directory.Exists($"{ours}/contents"));
    }

    private static BytePath Make(LoopDisk disk, string name)
    {
        var path = disk.Root.Join(BytePath.FromText(name));
        Directory.CreateDirectory(path.ToString());
        return path;
    }
}
