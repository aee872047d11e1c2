namespace Ka.Manifests.Comparison;

/// <summary>The kind of a difference between an entry and the manifest.</summary>
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

    /// <summary>It is a further name of another file than in the manifest.</summary>
    HardLink,
    Attribute,

    /// <summary>A flag of chattr(1), a project, a subvolume that is read-only.</summary>
    Flags,

    /// <summary>A file system is mounted over it.</summary>
    Hidden,

    /// <summary>It cannot be read, so it was not compared.</summary>
    Unreadable,

    /// <summary>A stream that is no tree has other bytes.</summary>
    Stream,
}
