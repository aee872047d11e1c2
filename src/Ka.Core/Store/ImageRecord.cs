using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Store;

/// <summary>What is known of an image: the file <c>image.json</c> (docs/store.md).</summary>
public sealed record ImageRecord
{
    /// <summary>The version of the format; a reader refuses any other.</summary>
    public const int CurrentFormat = 1;

    /// <summary>In UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>The golden node's name; empty when it has none.</summary>
    public string Host { get; init; } = "";

    /// <summary>The version of the <c>ka</c> that saved it.</summary>
    public string Program { get; init; } = "";

    /// <summary>The golden tree's place when it was saved.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The distribution's id and name, from os-release(5); empty when the tree has none.</summary>
    public string System { get; init; } = "";

    public string SystemName { get; init; } = "";

    /// <summary><c>bios</c> or <c>uefi</c>.</summary>
    public string Firmware { get; init; } = "";

    /// <summary>The version of the kernel of <c>boot/</c>; null: it has no boot files.</summary>
    public string? Kernel { get; init; }

    /// <summary>Directories whose contents were left out.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>In the order in which they are sent.</summary>
    public IReadOnlyList<StoredStream> Streams { get; init; } = [];

    /// <summary>Descriptions of what changed or could not be read meanwhile.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Plain bytes of all streams.</summary>
    public long PlainBytes => Sum(stream => stream.Length);

    /// <summary>Bytes of all frames.</summary>
    public long StoredBytes => Sum(stream => stream.Stored);

    /// <summary>Bytes of the frames that no earlier version had.</summary>
    public long NewBytes => Sum(stream => stream.New);

    private long Sum(Func<StoredStream, long> of)
    {
        var sum = 0L;
        foreach (var stream in Streams)
            sum += of(stream);
        return sum;
    }
}

/// <summary>A stream of an image.</summary>
/// <param name="Name">As nodes get it: a mount point, or the path of a partition.</param>
public sealed record StoredStream(BytePath Name)
{
    /// <summary>What its plain bytes are.</summary>
    public required StoredKind Kind { get; init; }

    /// <summary>Plain bytes.</summary>
    public required long Length { get; init; }

    /// <summary>XXH3-128 of the plain bytes.</summary>
    public required UInt128 Hash { get; init; }

    public required int Frames { get; init; }

    /// <summary>Bytes of its frames.</summary>
    public required long Stored { get; init; }

    /// <summary>Bytes of those that no earlier version had.</summary>
    public required long New { get; init; }

    /// <summary>Entries that are missing because they could not be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Entries that changed while they were read.</summary>
    public long Changed { get; init; }

    /// <summary>Bytes of the golden partition; 0 for a tree.</summary>
    public long PartitionSize { get; init; }

    /// <summary>The kind of the partclone image; empty: all bytes of the partition, or a tree.</summary>
    public string PartitionImage { get; init; } = "";
}

/// <summary>The contents of a stored stream.</summary>
public enum StoredKind
{
    /// <summary>A pax archive.</summary>
    Tree,

    /// <summary>A partition, as it is.</summary>
    Partition,
}
