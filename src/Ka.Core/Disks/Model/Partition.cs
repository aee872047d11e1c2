namespace Ka.Disks.Model;

/// <summary>An entry of a partition table.</summary>
public sealed record Partition
{
    /// <summary>The first number of an MBR's logical partitions.</summary>
    public const int FirstLogical = 5;

    public required int Number { get; init; }

    /// <summary>Bytes from the start of the disk.</summary>
    public required long Start { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>MBR: one or two hexadecimal digits; GPT: a GUID.</summary>
    public required string Type { get; init; }

    /// <summary>GPT: the partition's GUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>GPT: the partition's name.</summary>
    public string? Name { get; init; }

    /// <summary>MBR: the flag in front of the partition that the boot code starts.</summary>
    public bool Bootable { get; init; }

    /// <summary>GPT: attribute bits as sfdisk writes them.</summary>
    public string? Attributes { get; init; }

    /// <summary>After its last byte.</summary>
    public long End() => Start + Size;
}
