using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;
using Ka.Store;

namespace Ka.Sender;

/// <summary>The streams to send, one after the other.</summary>
public sealed class StreamSource
{
    private readonly IReadOnlyList<Func<IStreamProducer>> _streams;

    private RunManifests? _manifests;

    private StreamSource(params IReadOnlyList<Func<IStreamProducer>> streams) => _streams = streams;

    /// <summary>True when it can be read again for the next round.</summary>
    public bool Repeats { get; private init; } = true;

    /// <param name="exclude">Directories whose contents stay behind: absolute ones lie inside <paramref name="root"/>, relative
    /// ones are meant from there.</param>
    public static StreamSource Tree(BytePath root, IReadOnlyList<BytePath> exclude) =>
        new(() => new TreeProducer(root, exclude, root, new BytePath("./"u8)));

    /// <inheritdoc cref="Tree(BytePath, IReadOnlyList{BytePath})"/>
    /// <param name="name">The stream's name: the mount point of a file system that belongs there on the nodes.</param>
    public static StreamSource Tree(BytePath root, IReadOnlyList<BytePath> exclude, BytePath name) =>
        new(() => new TreeProducer(root, exclude, name, PlaceOf(name)));

    public static StreamSource File(BytePath path) =>
        new(() => new FileProducer(path)) { Repeats = !path.Bytes.SequenceEqual("-"u8) };

    public static StreamSource Command(BytePath command) => new(() => new CommandProducer(command));

    /// <summary>A partition that is not in use: its used blocks, or its bytes.</summary>
    public static StreamSource Partition(BytePath path) => new(() => new PartitionProducer(path));

    /// <summary>A stream of an image, as it is stored.</summary>
    /// <param name="image">Stays open as long as the source is used.</param>
    /// <param name="number">In its record.</param>
    public static StreamSource Stored(StoredImage image, int number) => new(() => new StoredStreamProducer(image, number));

    /// <summary>Everything of the first, then of the second, and so on.</summary>
    public static StreamSource All(IReadOnlyList<StreamSource> parts) =>
        new([.. parts.SelectMany(part => part._streams)]) { Repeats = parts.All(part => part.Repeats) };

    /// <summary>The same, and what is sent is written down: a manifest for each round.</summary>
    /// <param name="manifests">null: it is not.</param>
    public StreamSource Recorded(RunManifests? manifests) => new(_streams) { Repeats = Repeats, _manifests = manifests };

    /// <exception cref="LinuxException">It is not there, or cannot be read.</exception>
    /// <exception cref="Ka.Disks.LayoutException">The path is no partition, or the partition is in use.</exception>
    /// <exception cref="Ka.Disks.ToolException">The contents of a partition cannot be determined.</exception>
    internal IReadOnlyList<IStreamProducer> Open()
    {
        List<IStreamProducer> producers = [.. _streams.Select(open => open())];
        return _manifests is null ? producers : _manifests.Record(producers);
    }

    /// <summary>The place of a file system below the root of a clone: <c>./var/</c>.</summary>
    internal static BytePath PlaceOf(BytePath mount) => new([(byte)'.', .. mount.Bytes.TrimEnd((byte)'/'), (byte)'/']);
}
