using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>A note about an entry that is not in the archive as it was in the tree.</summary>
/// <param name="Path">As in the archive, beginning with "./".</param>
/// <param name="Text">What happened, without the path.</param>
public sealed record TreeReadNote(TreeReadNoteKind Kind, BytePath Path, string Text)
{
    public override string ToString() => $"'{Path}': {Text}";
}

/// <summary>The meaning of a note for the copy.</summary>
public enum TreeReadNoteKind
{
    /// <summary>The tree changed while it was read, or has what no archive can carry: the copy is as good as can be.</summary>
    Changed,

    /// <summary>Something could not be read: the copy lacks it.</summary>
    Unreadable,
}
