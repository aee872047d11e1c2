using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>What a file system cannot hold of a tree.</summary>
/// <param name="Path">Of the first such file, in the tree.</param>
/// <param name="Reason">What about it does not fit.</param>
/// <param name="Others">Further files with the same.</param>
public sealed record TreeMisfit(TreeMisfitKind Kind, BytePath Path, string Reason, long Others);

/// <summary>What about a file does not fit.</summary>
public enum TreeMisfitKind
{
    /// <summary>The target of a symbolic link is too long.</summary>
    Link,

    /// <summary>There are no such files there: links, devices, second names; or it is too large.</summary>
    Kind,

    /// <summary>The name cannot be given, or is another file's name there.</summary>
    Name,

    /// <summary>There is no room for its extended attributes.</summary>
    Attributes,

    /// <summary>Its owner and its permissions are not kept.</summary>
    Owner,
}
