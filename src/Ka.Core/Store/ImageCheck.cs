using System;
using System.Collections.Generic;
using System.IO.Hashing;
using System.Text;
using System.Threading;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Manifests;

namespace Ka.Store;

/// <summary>Checks all of an image: every byte of every file, that all frames can be decoded, that they are the streams which
/// the manifest describes. One thread, but for <see cref="Bytes"/>.</summary>
public sealed class ImageCheck
{
    private readonly ImageStore _store;
    private readonly List<string> _faults = [];
    private long _bytes;

    public ImageCheck(ImageStore store) => _store = store;

    /// <summary>Plain bytes that were checked so far. Read by any thread.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <returns>What is wrong, a line for each fault; empty: nothing is.</returns>
    /// <param name="name">With its version.</param>
    public IReadOnlyList<string> Run(ImageName name)
    {
        _faults.Clear();
        Try(() =>
        {
            using var image = _store.Open(name);
            CheckNames(image);
            CheckFiles(image);
            var entries = new List<long>();
            Try(() => entries.AddRange(CheckManifest(image)));
            for (var i = 0; i < image.Record.Streams.Count; i++)
            {
                var (stream, expected) = (i, i < entries.Count ? entries[i] : -1);
                Try(() => CheckStream(image, stream, expected));
            }
        });
        return _faults;
    }

    private void Try(Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is StoreException or LinuxException or LayoutException or ManifestException)
        {
            _faults.Add(e.Message);
        }
    }

    /// <summary>What is in no list is wrong, too: nothing vouches for it.</summary>
    private void CheckNames(StoredImage image)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        Collect(image.Directory, "", there);
        there.Remove(SumList.File);
        foreach (var path in image.Sums.Paths)
            if (!there.Remove(path))
                _faults.Add($"'{image.PathOf(path)}' is missing");
        foreach (var path in there)
            _faults.Add($"'{image.PathOf(path)}' is no file of the image");
    }

    private static void Collect(BytePath directory, string prefix, HashSet<string> files)
    {
        using var opened = Files.OpenDirectory(directory);
        var entries = new DirectoryEntries();
        while (entries.Fill(opened).OrThrow("read", directory) > 0)
        while (entries.TryNext(out var entry))
        {
            FileStatus.TryGet(opened, entry.Name, out var status).OrThrow("statx", directory.Join(entry.Name));
            var path = prefix + SurrogateEscape.Decode(entry.Name);
            if (status.Kind == FileKind.Directory)
                Collect(directory.Join(entry.Name), path + "/", files);
            else
                files.Add(path);
        }
    }

    /// <summary>All but the frames, which are read with their streams.</summary>
    private void CheckFiles(StoredImage image)
    {
        foreach (var path in image.Sums.Paths)
            if (!path.StartsWith("streams/", StringComparison.Ordinal) && image.Has(path))
                Try(() => image.Check(path));
        Try(() => LayoutText.Read(image.Read(StoredImage.Layout)));
    }

    /// <returns>The number of entries of each stream.</returns>
    private static List<long> CheckManifest(StoredImage image)
    {
        var path = image.PathOf(StoredImage.Manifest);
        using var file = Files.OpenRead(path);
        var reader = new ManifestReader(file, path);
        var (entries, streams) = (new List<long>(), 0);
        while (reader.Next() is { } item)
            switch (item)
            {
                case ManifestItem.Tree or ManifestItem.Bytes:
                    entries.Add(0);
                    break;
                case ManifestItem.Entry:
                    entries[^1]++;
                    break;
                case ManifestItem.Sent sent:
                    if (
                        streams >= image.Record.Streams.Count
                        || sent.Length != image.Record.Streams[streams].Length
                        || sent.Hash != image.Record.Streams[streams].Hash
                    )
                        throw new StoreException($"'{path}' describes other streams than those of the image");
                    streams++;
                    break;
            }
        return streams == image.Record.Streams.Count
            ? entries
            : throw new StoreException($"'{path}' lacks a stream of the image");
    }

    private void CheckStream(StoredImage image, int number, long entries)
    {
        using var frames = image.Frames(number);
        var stream = image.Record.Streams[number];
        var (hash, walk, length, isWhole) = (new XxHash128(), new ArchiveWalk(), 0L, true);
        for (var i = 0; i < frames.Count; i++)
            try
            {
                var plain = frames.Decode(i, frames.Read(i)).Span;
                hash.Append(plain);
                length += plain.Length;
                Volatile.Write(ref _bytes, _bytes + plain.Length);
                if (isWhole && stream.Kind == StoredKind.Tree && !Agrees(walk, frames[i], plain))
                    throw new StoreException($"'{image.PathOf(frames.PathOf(i))}' has other entries than its table says");
            }
            catch (StoreException e)
            {
                isWhole = false;
                _faults.Add(e.Message);
            }
        if (!isWhole)
            return;
        if (length != stream.Length || hash.GetCurrentHashAsUInt128() != stream.Hash)
            throw new StoreException($"'{image.PathOf(StoredImage.DirectoryOf(number))}' is not the stream that was saved");
        if (stream.Kind == StoredKind.Tree && entries >= 0 && (!walk.IsOver || walk.Entry + 1 != entries))
            throw new StoreException(
                $"'{image.PathOf(StoredImage.DirectoryOf(number))}' has {walk.Entry + 1} entries, its manifest {entries}"
            );
    }

    private static bool Agrees(ArchiveWalk walk, FrameRow row, ReadOnlySpan<byte> plain)
    {
        var start = walk.Position;
        long? first = null;
        var offset = 0L;
        while (walk.Next(ref plain))
            if (first is null && walk.EntryOffset >= start)
                (first, offset) = (walk.Entry, walk.EntryOffset - start);
        return first == row.FirstEntry && offset == row.FirstOffset;
    }
}
