using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>The head of a manifest: the run, the streams, the trees.</summary>
public sealed class ManifestSummary
{
    private readonly List<BytePath> _places = [];
    private readonly List<BytePath> _streams = [];

    private ManifestSummary() { }

    /// <summary>The number of entries in its trees.</summary>
    public long Entries { get; private set; }

    /// <summary>Bytes of their contents, with holes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The mount points of its trees: <c>/</c>, <c>/var</c>.</summary>
    public IReadOnlyList<BytePath> Places => _places;

    /// <summary>Names of streams that are no trees.</summary>
    public IReadOnlyList<BytePath> Streams => _streams;

    /// <summary>Reads all of it, so that nothing is compared with a manifest that is not whole.</summary>
    /// <exception cref="ManifestException">It is cut, damaged, or no manifest.</exception>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static ManifestSummary Read(BytePath path)
    {
        using var file = Files.OpenRead(path);
        var reader = new ManifestReader(file, path);
        var summary = new ManifestSummary();
        while (reader.Next() is { } item)
            summary.Add(item);
        return summary;
    }

    private void Add(ManifestItem item)
    {
        switch (item)
        {
            case ManifestItem.Tree tree:
                _places.Add(TreePath.Of(tree.Place, "./"u8));
                break;
            case ManifestItem.Bytes stream:
                _streams.Add(stream.Name);
                break;
            case ManifestItem.Entry entry:
                Entries++;
                Bytes += entry.Size;
                break;
        }
    }
}
