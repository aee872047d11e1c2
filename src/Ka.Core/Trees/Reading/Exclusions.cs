using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests;

namespace Ka.Trees.Reading;

/// <summary>Paths in a tree whose contents stay at home. A directory is sent empty, with its owner, mode, times and
/// attributes; anything else is left out.</summary>
internal sealed class Exclusions
{
    private readonly HashSet<BytePath> _paths = [];

    /// <param name="paths">Inside the tree; "/tmp", "./tmp/" and "tmp" are the same.</param>
    public Exclusions(IEnumerable<BytePath> paths)
    {
        foreach (var path in paths)
            _paths.Add(new BytePath(Normalize(path)));
        IsEmpty = _paths.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <param name="path">As in the archive: "./tmp".</param>
    public bool Contains(ReadOnlySpan<byte> path) => !IsEmpty && _paths.Contains(new BytePath(Normalize(path)));

    /// <summary>Has them written down.</summary>
    public void Tell(ManifestWriter? manifest)
    {
        foreach (var path in _paths)
            manifest?.AddExcluded([.. "./"u8, .. path.Bytes]);
    }

    private static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> path)
    {
        path = path.TrimEnd((byte)'/');
        while (true)
        {
            if (path.StartsWith("/"u8))
                path = path[1..];
            else if (path.StartsWith("./"u8))
                path = path[2..];
            else
                return path.SequenceEqual("."u8) ? default : path;
        }
    }
}
