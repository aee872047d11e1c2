using Ka.Linux;

namespace Ka.Verify;

/// <summary>One thing that is not as the manifest has it.</summary>
/// <param name="Path">As the compared tree sees itself: <c>/etc/passwd</c>; or a stream's name.</param>
/// <param name="What">For people, with the attribute's name.</param>
/// <param name="Expected">Escaped; empty for what needs no more words.</param>
public sealed record Difference(BytePath Path, DifferenceKind Kind, string What, string Expected = "", string Found = "")
{
    public override string ToString() =>
        Expected.Length > 0 ? $"{Path}: {What}: expected {Expected}, found {Found}"
        : Found.Length > 0 ? $"{Path}: {What}: {Found}"
        : $"{Path}: {What}";
}
