using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Manifests.Comparison;

/// <summary>Compares a clone's trees, and streams where they are named, with a run's manifest. Nothing is changed.</summary>
/// <param name="manifest">Was read by <see cref="ManifestSummary.Read"/>, which gave <paramref name="summary"/>.</param>
/// <param name="root">The clone's root.</param>
/// <param name="withContents">Files are read.</param>
public sealed class Verification(BytePath manifest, ManifestSummary summary, BytePath root, bool withContents) : IDisposable
{
    private readonly List<string> _notCompared = [];
    private ComparisonPool? _pool;

    /// <summary>Streams that are no trees and are to be compared, too.</summary>
    public IReadOnlyList<StreamPlace> Streams { get; init; } = [];

    /// <summary>Contents that were compared so far. Read by any thread.</summary>
    public long Bytes => _pool?.Bytes ?? 0;

    public void Dispose() => _pool?.Dispose();

    /// <summary>Compares all trees and streams with the manifest, once.</summary>
    /// <param name="found">Gets each difference, in the order of the manifest, on the calling thread.</param>
    /// <exception cref="ManifestException">The manifest changed meanwhile.</exception>
    /// <exception cref="LinuxException">The manifest, or the root of a tree, cannot be read.</exception>
    public VerifyReport Run(Action<Difference> found)
    {
        using var file = Files.OpenRead(manifest);
        var reader = new ManifestReader(file, manifest);
        var pool = _pool = new ComparisonPool(Math.Clamp(2 * Environment.ProcessorCount, 4, 16), withContents, found);
        TreeComparison? tree = null;
        ManifestItem.Bytes? stream = null;
        while (reader.Next() is { } item)
            switch (item)
            {
                case ManifestItem.Tree begun:
                    tree = Open(begun, pool);
                    break;
                case ManifestItem.Entry entry:
                    tree!.Add(entry);
                    break;
                case ManifestItem.Bytes begun:
                    stream = begun;
                    break;
                case ManifestItem.Sent sent:
                    tree?.End();
                    if (stream is not null)
                        Compare(stream, sent, found);
                    (tree, stream) = (null, null);
                    break;
            }
        return new VerifyReport
        {
            Entries = summary.Entries,
            Bytes = pool.Bytes,
            NotCompared = _notCompared,
        };
    }

    private TreeComparison Open(ManifestItem.Tree tree, ComparisonPool pool)
    {
        var path = root.Join(tree.Place.Bytes[2..]);
        var fd = Files.OpenDirectory(path);
        // What is still to be written to the disk could not be read past the cache.
        if (withContents)
            _ = FileSystems.Sync(fd);
        return new TreeComparison(fd, FileStatus.Get(fd, path), tree.Place, summary.Places, pool);
    }

    private BytePath? PlaceOf(ManifestItem.Bytes stream)
    {
        foreach (var place in Streams)
            if (place.Name == stream.Name)
                return place.Path;
        return null;
    }

    private void Compare(ManifestItem.Bytes stream, ManifestItem.Sent sent, Action<Difference> found)
    {
        if (stream.Kind == "image")
            _notCompared.Add($"{stream.Name}: only its used blocks were sent");
        else if (PlaceOf(stream) is not { } place)
            _notCompared.Add($"{stream.Name}: its place is not given (--raw)");
        else if (StreamHash.Read(place, sent.Length) is var hash && hash != sent.Hash)
            found(
                new Difference(
                    stream.Name,
                    DifferenceKind.Stream,
                    "bytes",
                    $"xxh3-128 {sent.Hash:x32}",
                    $"{hash:x32} in '{place}'"
                )
            );
    }
}
