using System.IO;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Archive;

/// <summary>GNU tar and bsdtar: they extract what we write, and we extract what they write as they would themselves.</summary>
public sealed class OtherProgramsTests
{
    private const string GnuOptions = "--xattrs --xattrs-include='*' --acls --numeric-owner";

    /// <summary>Where bsdtar (3.6.2) is wrong in both directions: fractions of seconds before 1970, "=" and "%" in names of
    /// attributes; the time of "." it never sets.</summary>
    private const string WithoutBsdtarFaults =
        "find . ! -newermt 1970-01-01T00:00:01Z -exec touch -h -d @5 {} + && setfattr -x 'user.a=b%3D%' attributes/plain";
    private const string DotTime = ".: mtime";

    [Needs(Need.Lab)]
    public void GNU_tar_extracts_ours() => Extract("true", $"tar -x -p {GnuOptions}", "\0");

    [Needs(Need.Lab)]
    public void Bsdtar_extracts_ours() =>
        Extract(WithoutBsdtarFaults, "LC_ALL=C.UTF-8 bsdtar -x -p --numeric-owner -f -", DotTime);

    [Needs(Need.Lab)]
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
    public void We_extract_those_of_GNU_tar(string options) =>
        Compare("true", $"tar -c {options} .", $"tar -x -p {GnuOptions}", "\0");

    [Needs(Need.Lab)]
    [InlineData("ustar", "chgrp 1 dir*")] // larger owners have no place in it
    [InlineData("pax")]
    [InlineData("paxr")]
    [InlineData("gnutar")]
    [InlineData("v7", "chgrp 1 dir* && rm -r special")] // has no fifos either, but does link to them
    public void We_extract_those_of_bsdtar(string format, string prepare = "true") =>
        Compare(
            $"{WithoutBsdtarFaults} && {prepare}",
            $"LC_ALL=C.UTF-8 bsdtar -c --format {format} -f - .",
            "LC_ALL=C.UTF-8 bsdtar -x -p --numeric-owner -f -",
            DotTime
        );

    /// <summary>The holes are compared by what they cost: block by block only we are exact.</summary>
    private static void Extract(string prepare, string extract, string except)
    {
        using var disk = new LoopDisk("xfs", 1L << 30);
        var (source, target) = (Make(disk, "source"), Make(disk, "target"));
        GoldenTree.Build(source, beyondPathMax: false);
        Child.Run("sh", "-c", $"cd {source} && {prepare}");
        File.WriteAllBytes($"{disk.Mount}/archive", ArchiveOf.Tree(source));

        Child.Run("sh", "-c", $"cd {target} && {extract} < {disk.Mount}/archive");

        ArchiveOf.AssertSame(source, target, compareHoles: false, except);
    }

    /// <summary>What a format cannot hold its program leaves out with a complaint; the archive is whole all the same.</summary>
    private static void Compare(string prepare, string create, string extract, string except)
    {
        using var disk = new LoopDisk("xfs", 2L << 30);
        var (source, theirs, ours) = (Make(disk, "source"), Make(disk, "theirs"), Make(disk, "ours"));
        GoldenTree.Build(source, beyondPathMax: false);
        // Formats without sparse files would write them out.
        Child.Run("sh", "-c", $"cd {source} && rm sparse/terabyte* sparse/nine* && {prepare}");
        var archive = $"{disk.Mount}/archive";
        Child.Run("sh", "-c", $"cd {source} && {create} > {archive} 2> {archive}.log || true");
        Child.Run("sh", "-c", $"cd {theirs} && {extract} < {archive} 2> {archive}.log || true");

        ArchiveOf.Extract(File.ReadAllBytes(archive), ours);

        ArchiveOf.AssertSame(theirs, ours, compareHoles: false, except);
        Assert.True(Directory.Exists($"{ours}/contents"));
    }

    private static BytePath Make(LoopDisk disk, string name)
    {
        var path = disk.Root.Join(BytePath.FromText(name));
        Directory.CreateDirectory(path.ToString());
        return path;
    }
}
