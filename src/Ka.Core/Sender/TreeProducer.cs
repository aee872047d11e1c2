using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Trees.Reading;
using Ka.Wire;

namespace Ka.Sender;

/// <summary><c>--tree DIR</c>: a directory and what is below it on its file system, as a pax archive.</summary>
internal sealed class TreeProducer : IStreamProducer
{
    private readonly TreeReader _reader;
    private readonly TreeEstimate _estimate;
    private readonly BytePath _place;
    private ManifestWriter? _manifest;

    /// <exception cref="LinuxException">There is no such directory, or an excluded one is not in it.</exception>
    /// <param name="name">The stream's name.</param>
    /// <param name="place">The tree's place below the root of a clone: <c>./</c>, <c>./var/</c>.</param>
    public TreeProducer(BytePath root, IReadOnlyList<BytePath> exclude, BytePath name, BytePath place)
    {
        _place = place;
        Name = name;
        List<BytePath> inside = [];
        foreach (var path in exclude)
            inside.Add(Inside(root, path));
        using (var top = Files.OpenDirectory(root))
            foreach (var path in inside)
                CheckDirectory(top, path);
        _reader = new TreeReader(root, inside);
        _estimate = TreeEstimate.Start(root, inside);
    }

    public BytePath Name { get; }

    public StreamKind Kind => StreamKind.Tree;

    public long? ExpectedLength => _estimate.Bytes;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        var report = _reader.Read(output, _manifest);
        return new SourceReport(report.Unreadable, report.Changed, [.. report.Notes.Select(note => note.ToString())]);
    }

    public void Record(ManifestWriter manifest)
    {
        _manifest = manifest;
        manifest.BeginTree(_place, Name);
    }

    // The reader's output is broken when it is cancelled, which it notices with the next chunk.
    public void Cancel() => _estimate.Cancel();

    // A word that names nothing is a slip, and the slip would send what was meant to stay behind.
    private static void CheckDirectory(Fd top, BytePath path)
    {
        FileStatus.TryGet(top, path, out var status).OrThrow("exclude", path);
        if (status.Kind != FileKind.Directory)
            throw new LinuxException("exclude", $"'{path}'", Errno.ENOTDIR);
    }

    /// <summary>The path in the tree: an absolute one is the golden node's, a relative one the tree's already.</summary>
    /// <exception cref="LinuxException">It is not inside the tree.</exception>
    internal static BytePath Inside(BytePath root, BytePath path)
    {
        if (path.Bytes is not [(byte)'/', ..])
            return path;
        var prefix = root.Bytes.TrimEnd((byte)'/');
        if (!path.Bytes.StartsWith(prefix) || path.Bytes.Length <= prefix.Length || path.Bytes[prefix.Length] != (byte)'/')
            throw new LinuxException("exclude", $"'{path}' (not inside '{root}')", Errno.EINVAL);
        return new BytePath(path.Bytes[(prefix.Length + 1)..]);
    }
}
