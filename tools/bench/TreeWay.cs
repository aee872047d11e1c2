using System;
using System.Collections.Generic;
using System.IO;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>One way to read a tree, to write one, or both.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Kind">What it is compared with: only ways of one kind do the same.</param>
/// <param name="Command">For a shell: the tree is <c>$1</c>, an archive of it <c>$2</c>, an empty directory on another ext4
/// <c>$3</c>.</param>
internal sealed record TreeWay(string Name, string Kind, string Command)
{
    private const string FullTar = "tar --xattrs --xattrs-include='*' --acls";

    /// <summary>What Debian has; the first of a kind is what the others are compared with.</summary>
    public static IReadOnlyList<TreeWay> OfOthers { get; } =
    [
        new("tar c", "read", "tar -cf - -C $1 . | cat > /dev/null"),
        new("tar c --xattrs --acls", "read", $"{FullTar} -cf - -C $1 . | cat > /dev/null"),
        new("bsdtar c", "read", "bsdtar -cf - -C $1 . | cat > /dev/null"),
        new("tar x", "write", "cat $2 | tar -xpf - -C $3"),
        new("tar x --xattrs --acls", "write", $"cat $2 | {FullTar} -xpf - -C $3"),
        new("bsdtar x", "write", "cat $2 | bsdtar -xpf - -C $3"),
        new("tar c \\| tar x", "copy", "tar -cf - -C $1 . | tar -xpf - -C $3"),
        new("tar c \\| tar x, --xattrs --acls", "copy", $"{FullTar} -cf - -C $1 . | {FullTar} -xpf - -C $3"),
        new("bsdtar c \\| bsdtar x", "copy", "bsdtar -cf - -C $1 . | bsdtar -xpf - -C $3"),
        new("tar c \\| tar x, sync -f", "copy to the disk", "tar -cf - -C $1 . | tar -xpf - -C $3 && sync -f $3"),
    ];

    /// <summary>Our own archive's command, which reads or writes alone.</summary>
    public static IReadOnlyList<TreeWay> OfArchive(string program) =>
        [
            new("ka-archive create", "read", $"{program} create $1 | cat > /dev/null"),
            new("ka-archive create, with a manifest", "read", $"{program} create -m $3/manifest $1 | cat > /dev/null"),
            new("ka-archive extract", "write", $"cat $2 | {program} extract $3"),
        ];

    /// <summary>Where the archive's command was built, or why it cannot be measured.</summary>
    public static string ArchiveProgram()
    {
        var program = Environment.GetEnvironmentVariable("KA_ARCHIVE") is { Length: > 0 } path
            ? path
            : Path.Combine(Programs.Repository, "artifacts", "publish", "archive", "ka-archive");
        if (!File.Exists(program))
            Child.Run(
                new Launch(
                    "dotnet",
                    "publish",
                    Path.Combine(Programs.Repository, "tools", "archive"),
                    "-c",
                    "Release",
                    "-o",
                    Path.GetDirectoryName(program)!,
                    "--nologo",
                    "-v",
                    "quiet"
                ),
                TimeSpan.FromMinutes(10)
            );
        return program;
    }
}
