using System;
using System.Collections.Generic;

namespace Ka.Prepare.Model;

/// <summary>Something that makes the golden node itself, and what becomes of it in a clone.</summary>
/// <param name="name">A word of small letters, digits and hyphens: what <c>--keep</c> and <c>ka lint</c> call it.</param>
/// <param name="what">The same for people.</param>
/// <param name="paths">Its files, with blanks between them. <c>*</c> is any part of a name, <c>/**</c> at the end all files
/// below.</param>
/// <param name="outcome">What makes it anew; of class C what the operator is to do.</param>
public sealed class IdentityRow(string name, IdentityClass kind, string what, string paths, string outcome)
{
    public string Name => name;

    public IdentityClass Class => kind;

    public string What => what;

    public IReadOnlyList<string> Paths { get; } = paths.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string Outcome => outcome;

    /// <summary>The ways in which its files may differ in a clone.</summary>
    public CloneChange Change { get; init; } = CloneChange.Changed | CloneChange.Removed | CloneChange.New;

    /// <summary>The files are removed and nothing else is done; false: steps of its own make it anew.</summary>
    public bool IsRemoved { get; init; } = true;

    /// <summary>Files of which one must be there for the removal: what makes it anew. None: it is always removed.</summary>
    public IReadOnlyList<string> Makers { get; init; } = [];
}
