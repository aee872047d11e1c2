namespace Ka.Manifests.Comparison;

/// <summary>In what a thing is not as the manifest has it.</summary>
public enum DifferenceKind
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there, with all that is in it, and not in the manifest.</summary>
    Extra,

    /// <summary>A file, a directory, a link, ...</summary>
    Type,
    Permissions,
    Owner,
    Modified,
    Size,
    Contents,

    /// <summary>A symbolic link's.</summary>
    Target,

    /// <summary>The number of a device node.</summary>
    Device,

    /// <summary>Whose further name it is.</summary>
    HardLink,
    Attribute,

    /// <summary>Something is mounted over it.</summary>
    Hidden,

    /// <summary>It cannot be read, so nobody knows.</summary>
    Unreadable,

    /// <summary>A stream that is no tree has other bytes.</summary>
    Stream,
}
