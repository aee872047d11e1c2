using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>A difference between an entry and the manifest.</summary>
/// <param name="what">For people, with the attribute's name.</param>
/// <param name="expected">Escaped; empty when there is no value.</param>
public sealed class Difference(BytePath path, DifferenceKind kind, string what, string expected = "", string found = "")
{
    /// <summary>As the compared tree sees itself: <c>/etc/passwd</c>; or a stream's name.</summary>
    public BytePath Path => path;

    public DifferenceKind Kind => kind;

    public string What => what;

    public string Expected => expected;

    public string Found => found;

    public override string ToString() =>
        $"{path}: {what}"
        + (
            expected.Length > 0 ? $": expected {expected}, found {found}"
            : found.Length > 0 ? ": " + found
            : ""
        );
}
