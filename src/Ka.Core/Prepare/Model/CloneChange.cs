using System;

namespace Ka.Prepare.Model;

/// <summary>The ways in which a file of a clone may differ from the golden node's on purpose.</summary>
[Flags]
public enum CloneChange
{
    None = 0,

    /// <summary>It has other contents, and the time of that.</summary>
    Changed = 1,

    /// <summary>It is not there.</summary>
    Removed = 2,

    /// <summary>It is there.</summary>
    New = 4,

    /// <summary>Something is mounted there.</summary>
    Mounted = 8,

    /// <summary>It has another mode, and other attributes.</summary>
    Remade = 16,
}
