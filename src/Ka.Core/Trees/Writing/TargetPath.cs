using System;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Walks over a path of an archive, component by component. "/" in front and "." anywhere mean nothing.</summary>
internal ref struct TargetPath
{
    private readonly long _offset;
    private ReadOnlySpan<byte> _rest;

    /// <param name="offset">Of the entry, for messages.</param>
    /// <exception cref="ArchiveException">The path is longer than the limit or has a NUL.</exception>
    public TargetPath(ReadOnlySpan<byte> path, long offset)
    {
        _offset = offset;
        _rest = path;
        Whole = path;
        if (path.Length > ArchiveLimits.Path)
            throw new ArchiveException(offset, $"path of {path.Length} bytes, limit {ArchiveLimits.Path}");
        if (path.Contains((byte)0))
            throw new ArchiveException(offset, $"path with a NUL: '{BytePath.Escape(path)}'");
        SkipNothing();
    }

    public ReadOnlySpan<byte> Whole { get; }

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next component.</summary>
    /// <exception cref="ArchiveException">It is "..".</exception>
    public ReadOnlySpan<byte> Next()
    {
        var slash = _rest.IndexOf((byte)'/');
        var name = slash < 0 ? _rest : _rest[..slash];
        if (name.SequenceEqual(".."u8))
            throw new ArchiveException(_offset, $"path leaves the target: '{BytePath.Escape(Whole)}'");
        _rest = slash < 0 ? default : _rest[(slash + 1)..];
        SkipNothing();
        return name;
    }

    private void SkipNothing()
    {
        while (true)
            if (_rest.StartsWith("/"u8))
                _rest = _rest[1..];
            else if (_rest.StartsWith("./"u8))
                _rest = _rest[2..];
            else if (_rest.SequenceEqual("."u8))
                _rest = default;
            else
                return;
    }
}
