using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>What a copy has not, of what a tree or an archive has: one note for each kind, however many entries it is about. Any
/// thread may add.</summary>
internal sealed class Omissions
{
    private readonly Dictionary<string, (BytePath First, long Count)> _found = new(StringComparer.Ordinal);

    /// <summary>Notes that the copy of an entry lacks something.</summary>
    /// <param name="what">In words for an operator; the same words are the same kind.</param>
    public void Add(string what, ReadOnlySpan<byte> path)
    {
        lock (_found)
        {
            var isKnown = _found.TryGetValue(what, out var known);
            // The first in the order of names: that of threads is another each time.
            var isFirst = !isKnown || path.SequenceCompareTo(known.First) < 0;
            _found[what] = (isFirst ? new BytePath(path) : known.First, known.Count + 1);
        }
    }

    /// <summary>The notes so far, in the order of their words.</summary>
    public IReadOnlyList<Omission> All
    {
        get
        {
            lock (_found)
                return
                [
                    .. _found
                        .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                        .Select(kind => new Omission(kind.Value.First, Text(kind.Key, kind.Value.Count))),
                ];
        }
    }

    private static string Text(string what, long count) => count == 1 ? what : $"{what} (and {count - 1} more)";
}

/// <summary>A note about what a copy lacks.</summary>
/// <param name="Path">The first entry in the order of names, as in the archive.</param>
/// <param name="Text">Without the path.</param>
public sealed record Omission(BytePath Path, string Text)
{
    public override string ToString() => $"'{Path}': {Text}";
}
