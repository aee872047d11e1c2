using Ka.Linux;

namespace Ka.Archive;

/// <summary>One thing that is not as it was in the tree.</summary>
/// <param name="Path">As in the archive, beginning with "./".</param>
/// <param name="Text">What happened, without the path.</param>
public sealed record TreeReadNote(TreeReadNoteKind Kind, BytePath Path, string Text)
{
    public override string ToString() => $"'{Path}': {Text}";
}
