using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Trees.Reading;

namespace Ka.Manifests.Comparison;

/// <summary>A directory of the manifest whose subdirectories may still come.</summary>
/// <param name="path">In the tree, a slash at its end.</param>
/// <param name="directory">Null when it is not to be looked into: what the manifest has below it is passed over.</param>
internal sealed class TreeLevel(byte[] path, ScannedDirectory? directory)
{
    private bool _isHeld = directory is not null;

    public byte[] Path { get; } = path;

    public ScannedDirectory? Directory { get; } = directory;

    /// <summary>Names on the disk that the manifest did not have so far.</summary>
    public HashSet<BytePath> Unexpected { get; } = [];

    /// <summary>Releases the directory; it is closed when no other user holds it, and can be opened again.</summary>
    public void LetGo()
    {
        if (_isHeld)
            Directory!.Release();
        _isHeld = false;
    }

    /// <summary>Names that are in the directory and not in the manifest, sorted.</summary>
    public List<byte[]> Extra()
    {
        var names = new List<byte[]>();
        foreach (var name in Unexpected)
            names.Add(name.Bytes.ToArray());
        names.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return names;
    }
}
