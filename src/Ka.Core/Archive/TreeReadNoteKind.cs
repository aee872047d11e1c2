namespace Ka.Archive;

/// <summary>What a note says about the copy.</summary>
public enum TreeReadNoteKind
{
    /// <summary>The tree changed while it was read, or has what no archive can carry: the copy is as good as can be.</summary>
    Changed,

    /// <summary>Something could not be read: the copy lacks it.</summary>
    Unreadable,
}
