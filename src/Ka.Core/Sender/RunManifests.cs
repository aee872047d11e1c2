using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests;

namespace Ka.Sender;

/// <summary>The manifests of a run (docs/manifest.md): one file for the first round, and one for each further round
/// with <c>.2</c>, <c>.3</c> at the end of its name.</summary>
/// <remarks>A write error is reported once, and does not affect the run.</remarks>
/// <param name="path">The first manifest's path. An older file is removed when the round begins; the new one appears when the
/// round was sent as a whole.</param>
/// <param name="warn">Gets failures, on any thread.</param>
public sealed class RunManifests(BytePath path, Action<string> warn) : IDisposable
{
    // A disk that takes longer than that to keep a few megabytes is not waited for.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly List<ManifestFile> _files = [];

    /// <param name="path">null: none are wanted.</param>
    public static RunManifests? To(BytePath? path, Action<string> warn) =>
        path is { } first ? new RunManifests(first, warn) : null;

    /// <summary>Waits until the last one is on the disk.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            file.Close(s_patience);
    }

    /// <summary>The producers of the next round.</summary>
    internal IReadOnlyList<IStreamProducer> Record(IReadOnlyList<IStreamProducer> producers)
    {
        var round = _files.Count + 1;
        var file = new ManifestFile(round == 1 ? path : BytePath.FromText($"{SurrogateEscape.Decode(path)}.{round}"), warn);
        _files.Add(file);
        var manifest = new ManifestWriter(file);
        manifest.Begin(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), MachineName.Read());
        var recorded = new List<IStreamProducer>();
        foreach (var producer in producers)
            recorded.Add(new ManifestTeeProducer(producer, manifest, file, isLast: recorded.Count == producers.Count - 1));
        return recorded;
    }
}
