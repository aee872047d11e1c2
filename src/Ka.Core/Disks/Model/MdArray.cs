using System;
using System.Collections.Generic;

namespace Ka.Disks.Model;

/// <summary>A software RAID array (md(4)).</summary>
public sealed record MdArray
{
    /// <summary>The kernel's name: <c>md0</c>, <c>md127</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>raid0</c>, <c>raid1</c>, <c>raid5</c>, <c>raid6</c>, <c>raid10</c>.</summary>
    public required string Level { get; init; }

    /// <summary>As mdadm writes it: <c>e5bbe8ea:f1b4d4b2:7b1c4d6e:0f1e2d3c</c>.</summary>
    public required string Uuid { get; init; }

    /// <summary>The name in its superblocks, <c>HOST:NAME</c> or <c>NAME</c>: mdadm.conf may ask for it. null: the format has
    /// none.</summary>
    public string? Label { get; init; }

    /// <summary>The format of its superblocks: <c>0.90</c>, <c>1.0</c>, <c>1.1</c>, <c>1.2</c>.</summary>
    public required string Metadata { get; init; }

    /// <summary>How blocks are spread, as mdadm calls it: <c>left-symmetric</c>, <c>n2</c>. null: as mdadm has it, or there is no
    /// choice.</summary>
    public string? Layout { get; init; }

    /// <summary>Bytes of a chunk; null for raid1.</summary>
    public long? Chunk { get; init; }

    /// <summary>Bytes that it offers.</summary>
    public required long Size { get; init; }

    /// <summary>Names of the devices it is made of, in their order.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The array as another host has it: mdadm(8) gives <c>/dev/md0</c> and <c>/dev/md/0</c> only to arrays that carry
    /// the name of the host. A label without a host, or of any host, stays.</summary>
    public MdArray Of(string hostName) =>
        Label is { } label && label.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && label[..colon] != "any"
            ? this with
            {
                Label = hostName + label[colon..],
            }
            : this;
}
