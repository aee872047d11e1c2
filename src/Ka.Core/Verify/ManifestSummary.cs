using System.Collections.Generic;
using Ka.Archive;
using Ka.Linux;

namespace Ka.Verify;

/// <summary>What a manifest is about.</summary>
/// <param name="Entries">Things in its trees.</param>
/// <param name="Bytes">Of their contents, holes among them.</param>
/// <param name="Places">Where its trees belong: <c>/</c>, <c>/var</c>.</param>
/// <param name="Streams">Names of streams that are no trees.</param>
public sealed record ManifestSummary(long Entries, long Bytes, IReadOnlyList<BytePath> Places, IReadOnlyList<BytePath> Streams)
{
    /// <summary>Reads all of it, so that nothing is compared with a manifest that is not whole.</summary>
    /// <exception cref="ManifestException">It is cut, damaged, or no manifest.</exception>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static ManifestSummary Read(BytePath path)
    {
        using var file = Files.OpenRead(path);
        var reader = new ManifestReader(file, path);
        var (entries, bytes) = (0L, 0L);
        var places = new List<BytePath>();
        var streams = new List<BytePath>();
        while (reader.Next() is { } item)
            switch (item)
            {
                case ManifestItem.Tree tree:
                    places.Add(TreePath.Of(tree.Place, "./"u8));
                    break;
                case ManifestItem.Bytes stream:
                    streams.Add(stream.Name);
                    break;
                case ManifestItem.Entry entry:
                    entries++;
                    bytes += entry.Size;
                    break;
            }
        return new ManifestSummary(entries, bytes, places, streams);
    }
}
