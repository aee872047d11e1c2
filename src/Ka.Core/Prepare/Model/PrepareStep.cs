using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Prepare.Names;

namespace Ka.Prepare.Model;

/// <summary>A step that changes a copied tree. Paths are relative to the tree's root.</summary>
public abstract record PrepareStep
{
    /// <summary>What is done, in a few words.</summary>
    public abstract string Action { get; }
}

/// <summary>Removes files that make the golden node what only one machine may be.</summary>
public sealed record RemoveFiles(string What, IReadOnlyList<string> Paths) : PrepareStep
{
    public override string Action => $"{What}: remove {string.Join(", ", Paths)}";
}

/// <summary>Writes a whole file, with its directories.</summary>
/// <param name="Permissions">For a file that is not there yet.</param>
public sealed record WriteFile(string What, string Path, string Content, uint Permissions) : PrepareStep
{
    public override string Action => Content.Length == 0 ? $"{What}: empty {Path}" : $"{What}: write {Path}";
}

/// <summary>Rewrites a file that is there; what it is then depends on what it is now.</summary>
public sealed record RewriteFile(string What, string Path, Func<string, string> Rewrite) : PrepareStep
{
    public override string Action => $"{What}: rewrite {Path}";
}

/// <summary>Writes a file of a template, with the template's owner and mode.</summary>
public sealed record RenderTemplate(string Template, string Path, string Content) : PrepareStep
{
    public override string Action => $"template: write {Path}";
}

/// <summary>Makes a symbolic link, or leaves it when it is there.</summary>
public sealed record MakeLink(string What, string Path, string Target) : PrepareStep
{
    public override string Action => $"{What}: link {Path}";
}

/// <summary>Gives a file or a directory another name; nothing is done when it has that name.</summary>
public sealed record MovePath(string What, string From, string To) : PrepareStep
{
    public override string Action => $"{What}: {From} to {To}";
}

/// <summary>Sets the time of a file to now, which makes it newer than another one.</summary>
public sealed record MakeNewer(string What, string Path, string Than) : PrepareStep
{
    public override string Action => $"{What}: {Path} newer than {Than}";
}

/// <summary>Copies a file of the tree, or the first of several that is there.</summary>
public sealed record CopyFile(string What, IReadOnlyList<string> From, string To) : PrepareStep
{
    public override string Action => $"{What}: {string.Join(" or ", From)} to {To}";
}

/// <summary>Copies the running <c>ka</c> into the tree.</summary>
public sealed record CopyProgram(string What, string To) : PrepareStep
{
    public override string Action => $"{What}: ka to {To}";
}

/// <summary>Writes a list of fapolicyd: programs of the tree with their sizes and hashes.</summary>
public sealed record TrustPrograms(string What, string List, IReadOnlyList<string> Programs) : PrepareStep
{
    public override string Action => $"{What}: write {List}";
}

/// <summary>Runs a program of the tree in it, without a network.</summary>
public sealed record RunInTree(string What, ToolCommand Call) : PrepareStep
{
    public override string Action => $"{What}: {Call}";
}

/// <summary>Writes boot code from a file of the tree in front of a disk's table.</summary>
public sealed record WriteBootSector(string Disk, string From) : PrepareStep
{
    /// <summary>Bytes of boot code in front of an MBR's disk id, the last six of which belong to others.</summary>
    public const int Length = 440;

    public override string Action => $"boot code: {From} to /dev/{Disk}";
}

/// <summary>Makes the firmware's entry for a loader on the EFI system partition, in place of older ones of that name.</summary>
/// <param name="Loaders">Paths below the partition's root; the first that is there.</param>
/// <param name="Program">Path of efibootmgr in the tree.</param>
public sealed record MakeBootEntry(string Label, SystemPartition Partition, IReadOnlyList<string> Loaders, string Program)
    : PrepareStep
{
    public override string Action => $"firmware: entry '{Label}' for partition {Partition.Number} of /dev/{Partition.Disk}";
}

/// <summary>An EFI system partition.</summary>
/// <param name="Disk">The node's name of the disk, without /dev.</param>
/// <param name="Number">Of the partition, from 1.</param>
/// <param name="Mount">Where it is mounted in the tree.</param>
public sealed record SystemPartition(string Disk, int Number, string Mount);

/// <summary>Runs the hooks of a stage in the tree, in the order of their names.</summary>
/// <param name="Directory">Of the tree; or of this machine, when <paramref name="IsOutside"/>.</param>
/// <param name="Environment">Words <c>KA_X=...</c>.</param>
public sealed record RunHooks(
    string Stage,
    string Directory,
    bool IsOutside,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Environment
) : PrepareStep
{
    public override string Action => $"hooks of {Stage}: {string.Join(", ", Names)}";
}

/// <summary>Copies the hooks of the first boot from a directory of this machine into the tree.</summary>
public sealed record CopyHooks(string From, IReadOnlyList<string> Names, string To) : PrepareStep
{
    public override string Action => $"hooks of the first boot: copy {string.Join(", ", Names)} to {To}";
}

/// <summary>Looks below /etc and /boot for names of disks that are the golden node's alone, and reports them with file and
/// line.</summary>
public sealed record LookForOldNames(OldNames Names) : PrepareStep
{
    public override string Action => $"look for {Names.Count} old names of disks in /etc and /boot";
}
