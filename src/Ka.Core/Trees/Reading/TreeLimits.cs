namespace Ka.Trees.Reading;

/// <summary>What a file system can hold to which a tree is copied. Without limits it holds every tree.</summary>
public sealed record TreeLimits
{
    /// <summary>Bytes of the longest target of a symbolic link; 0: it has no links; null: as long as any.</summary>
    public int? LongestLink { get; init; }

    /// <summary>For the extended attributes of a file; null: all that another file system holds.</summary>
    public AttributeRoom? Attributes { get; init; }

    /// <summary>Names and kinds of files are those of FAT, which keeps no owners and no permissions.</summary>
    public bool IsFat { get; init; }

    /// <summary>Bytes of the unit in which files get space.</summary>
    public int Unit { get; init; } = 4096;

    /// <summary>Space is given to whole files: holes, and what is smaller than a unit, take as much as other contents.</summary>
    public bool FillsUnits { get; init; }
}
