using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Manifests;
using Ka.Streams;
using Ka.Tar;

namespace Ka.Store;

/// <summary>The trees of an image: what is in them, and single files, without unpacking the rest. One thread.</summary>
public sealed class StoredTree(StoredImage image)
{
    private static readonly byte[] s_zeros = new byte[64 << 10];

    /// <summary>The entry at a path, and all that is below it, in the order of the archive.</summary>
    /// <param name="path">Absolute, as on a clone.</param>
    /// <exception cref="StoreException">The manifest is damaged.</exception>
    public IEnumerable<StoredEntry> List(BytePath path)
    {
        image.Check(StoredImage.Manifest);
        var wanted = path.Bytes.TrimEnd((byte)'/').ToArray();
        foreach (var entry in Entries())
            if (IsWithin(entry.Path, wanted))
                yield return entry;
    }

    /// <summary>Copies the contents of a file. A hard link is its first name; a symbolic link is not followed.</summary>
    /// <exception cref="StoreException">There is no such file, or the image is damaged.</exception>
    public void Copy(BytePath path, WriteBytes write)
    {
        var entry = Find(path);
        if ((byte)entry.Type == ManifestType.HardLink)
            entry = Find(entry.Link);
        if ((byte)entry.Type != ManifestType.File)
            throw new StoreException($"'{path}' of {image.Name} is no file");
        using var frames = image.Frames(entry.Stream);
        try
        {
            var (input, header) = Seek(frames, entry);
            WriteContents(input, header, write);
        }
        catch (Exception e) when (e is StreamBrokenException or ArchiveException)
        {
            throw new StoreException($"{image.Name}: {e.Message}", e);
        }
    }

    private StoredEntry Find(BytePath path)
    {
        foreach (var entry in List(path))
            if (entry.Path == path)
                return entry;
        throw new StoreException($"{image.Name} has no '{path}'");
    }

    /// <summary>Reads up to the entry from the last frame in which an entry before it begins.</summary>
    private (ArchiveInput Input, ArchiveEntry Header) Seek(StoredFrames frames, StoredEntry wanted)
    {
        var first = 0;
        for (var i = 0; i < frames.Count; i++)
            if (frames[i].FirstEntry <= wanted.Number)
                first = i;
        var input = new ArchiveInput(new FrameSource(frames, first));
        input.Skip(frames[first].FirstOffset);
        var (reader, header) = (new EntryReader(input), new ArchiveEntry());
        for (var number = frames[first].FirstEntry ?? 0; reader.TryRead(header); number++)
        {
            if (number == wanted.Number)
                return IsSame(header, wanted)
                    ? (input, header)
                    : throw new StoreException($"{image.Name}: the manifest does not describe the archive at '{wanted.Path}'");
            input.Skip(header.Size + TarLayout.Padding(header.Size));
        }
        throw new StoreException($"{image.Name}: '{wanted.Path}' is not in the archive");
    }

    private static bool IsSame(ArchiveEntry header, StoredEntry wanted)
    {
        var name = header.Path.Bytes;
        return name[(name.LastIndexOf((byte)'/') + 1)..].SequenceEqual(wanted.Path.Name);
    }

    private static void WriteContents(ArchiveInput input, ArchiveEntry header, WriteBytes write)
    {
        if (header.Sparse is not { } sparse)
        {
            Write(input, header.Size, write);
            return;
        }
        var end = 0L;
        foreach (var piece in sparse.Pieces)
        {
            WriteZeros(piece.Offset - end, write);
            Write(input, piece.Length, write);
            end = piece.Offset + piece.Length;
        }
        WriteZeros(sparse.RealSize - end, write);
    }

    private static void Write(ArchiveInput input, long length, WriteBytes write)
    {
        while (length > 0)
        {
            var bytes = input.Take(length);
            write(bytes);
            length -= bytes.Length;
        }
    }

    private static void WriteZeros(long length, WriteBytes write)
    {
        for (; length > 0; length -= s_zeros.Length)
            write(s_zeros.AsSpan(0, (int)Math.Min(length, s_zeros.Length)));
    }

    private IEnumerable<StoredEntry> Entries()
    {
        var path = image.PathOf(StoredImage.Manifest);
        using var file = Files.OpenRead(path);
        var reader = new ManifestReader(file, path);
        var (stream, number) = (-1, 0L);
        BytePath mount = default,
            directory = default;
        while (Next(reader) is { } item)
            switch (item)
            {
                case ManifestItem.Tree tree:
                    stream++;
                    number = 0;
                    mount = Absolute(default, tree.Place.Bytes);
                    break;
                case ManifestItem.Bytes:
                    stream++;
                    break;
                case ManifestItem.Entry entry:
                    if (ManifestType.IsDirectory(entry.Type))
                        directory = Absolute(mount, entry.Name);
                    yield return new StoredEntry(
                        (char)entry.Type,
                        ManifestType.IsDirectory(entry.Type) ? directory : directory.Join(entry.Name)
                    )
                    {
                        Permissions = entry.Permissions,
                        Owner = entry.Owner,
                        Group = entry.Group,
                        Size = entry.Size,
                        Hash = entry.Hash,
                        Link = entry.Type == ManifestType.HardLink ? Absolute(mount, entry.Link) : new BytePath(entry.Link),
                        Stream = stream,
                        Number = number++,
                    };
                    break;
            }
    }

    private static ManifestItem? Next(ManifestReader reader)
    {
        try
        {
            return reader.Next();
        }
        catch (ManifestException e)
        {
            throw new StoreException($"the manifest: {e.Message}", e);
        }
    }

    /// <summary>A path of a tree, <c>./etc/</c>, as it is on a clone: <c>/etc</c>.</summary>
    private static BytePath Absolute(BytePath mount, ReadOnlySpan<byte> path)
    {
        var inside = path[2..].TrimEnd((byte)'/');
        return mount.IsEmpty ? new BytePath([(byte)'/', .. inside]) : mount.Join(inside);
    }

    private static bool IsWithin(BytePath path, ReadOnlySpan<byte> directory) =>
        path.Bytes.StartsWith(directory)
        && (path.Bytes.Length == directory.Length || directory.IsEmpty || path.Bytes[directory.Length] == (byte)'/');
}

/// <summary>Takes some bytes, which are valid during the call.</summary>
public delegate void WriteBytes(ReadOnlySpan<byte> bytes);
