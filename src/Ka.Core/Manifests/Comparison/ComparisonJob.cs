using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Trees.Reading;

namespace Ka.Manifests.Comparison;

/// <summary>Some of the entries of one directory, and the differences found. Jobs are reported in the order of their
/// creation.</summary>
/// <param name="place">The tree's place.</param>
/// <param name="path">The directory's path in the tree.</param>
internal sealed class ComparisonJob(BytePath place, byte[] path)
{
    /// <summary>Held open for this job; null when there is nothing to look at.</summary>
    public ScannedDirectory? Directory { get; init; }

    /// <summary>Entries that the manifest has in the directory; no directories.</summary>
    public ArraySegment<ManifestItem.Entry> Entries { get; init; } = [];

    /// <summary>What the tree's file system tells of flags.</summary>
    public InodeFlagSupport Flags { get; init; }

    public List<Difference> Differences { get; } = [];

    /// <summary>Entries with several names, in the order of the manifest.</summary>
    public List<LinkedName> Linked { get; } = [];

    /// <summary>Set under the pool's lock.</summary>
    public bool IsDone { get; set; }

    /// <summary>The exception that ended a worker; null: none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Adds a difference of an entry in the directory, or of the directory itself when <paramref name="name"/> is
    /// empty.</summary>
    public void Add(ReadOnlySpan<byte> name, DifferenceKind kind, string what, string expected = "", string found = "") =>
        Differences.Add(new Difference(TreePath.Of(place, PathOf(name)), kind, what, expected, found));

    /// <summary>The path of an entry in the tree, as in the archive.</summary>
    public byte[] PathOf(ReadOnlySpan<byte> name) => [.. path, .. name];

    /// <summary>A path of this tree for a message.</summary>
    public string Show(ReadOnlySpan<byte> inTree) => TreePath.Of(place, inTree).ToString();

    internal sealed class LinkedName(byte[] name, in FileStatus status, byte[]? first)
    {
        public byte[] Name => name;

        public (DeviceNumber Device, ulong Inode) Node { get; } = (status.Device, status.Inode);

        /// <summary>The path under which the manifest has it; null: it is the first name.</summary>
        public byte[]? First => first;
    }
}
