using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using Ka.Linux;

namespace Ka.Store;

/// <summary>A version of an image, open for reading: it is not removed meanwhile. What is read of it is checked. One
/// thread.</summary>
public sealed class StoredImage : IDisposable
{
    /// <summary>The file of the layout, as docs/disk-layout.md has it.</summary>
    public const string Layout = "layout.json";

    /// <summary>The file of the manifest, as docs/manifest.md has it.</summary>
    public const string Manifest = "manifest";

    /// <summary>The directory of vmlinuz, all.rdz without a token, and rescue.sqfs.</summary>
    public const string Boot = "boot";

    /// <summary>The directory of hooks that nodes run before there is a copy: <c>hooks/STAGE/NAME</c>.</summary>
    public const string Hooks = "hooks";

    internal const string RecordFile = "image.json";

    private const int LongestList = 1 << 30;

    private readonly Fd _lock;

    /// <exception cref="StoreException">It is not there, is damaged, or is being removed.</exception>
    internal StoredImage(BytePath directory, ImageName name)
    {
        (Directory, Name) = (directory, name);
        if (!Files.TryOpenDirectory(directory, out _lock).IsSuccess)
            throw new StoreException($"there is no image '{directory}'");
        try
        {
            if (!Files.TryLockShared(_lock).IsSuccess)
                throw new StoreException($"the image {name} is being removed");
            Sums = ReadSums();
            Record = ReadRecord();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public BytePath Directory { get; }

    /// <summary>With its version.</summary>
    public ImageName Name { get; }

    public ImageRecord Record { get; }

    internal SumList Sums { get; }

    /// <summary>The path of a file of the image.</summary>
    public BytePath PathOf(string path) => Directory.Join(BytePath.FromText(path));

    /// <summary>The image has this file.</summary>
    public bool Has(string path) => Sums.TryGet(path, out _);

    /// <summary>The paths of its files that begin so.</summary>
    public IEnumerable<string> PathsBelow(string directory)
    {
        foreach (var path in Sums.Paths)
            if (path.StartsWith(directory + "/", StringComparison.Ordinal))
                yield return path;
    }

    /// <summary>A small file of the image.</summary>
    /// <exception cref="StoreException">It is not what was stored.</exception>
    public byte[] Read(string path)
    {
        var content = ReadUnchecked(path);
        return Sum256.Of(content) == SumOf(path) ? content : throw new StoreException($"'{PathOf(path)}' is damaged");
    }

    /// <summary>Checks a file of the image.</summary>
    /// <exception cref="StoreException">It is not what was stored.</exception>
    public void Check(string path)
    {
        if (SumOfFile(path) != SumOf(path))
            throw new StoreException($"'{PathOf(path)}' is damaged");
    }

    /// <summary>The frames of a stream of <see cref="ImageRecord.Streams"/>.</summary>
    /// <exception cref="StoreException">Their table is damaged.</exception>
    public StoredFrames Frames(int stream)
    {
        var table = TableOf(stream);
        try
        {
            var rows = FrameTable.Read(Read(table));
            if (rows.Count != Record.Streams[stream].Frames)
                throw new FormatException("it has another number of frames than the record");
            return new StoredFrames(this, DirectoryOf(stream), rows);
        }
        catch (FormatException e)
        {
            throw new StoreException($"'{PathOf(table)}': {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    internal static string DirectoryOf(int stream) => string.Create(CultureInfo.InvariantCulture, $"streams/{stream}");

    internal static string TableOf(int stream) => DirectoryOf(stream) + ".frames";

    /// <exception cref="StoreException">It is in no list.</exception>
    internal Sum256 SumOf(string path) =>
        Sums.TryGet(path, out var sum) ? sum : throw new StoreException($"'{PathOf(path)}' is not in {SumList.File}");

    private SumList ReadSums()
    {
        try
        {
            return SumList.Read(ReadUnchecked(SumList.File));
        }
        catch (FormatException e)
        {
            throw new StoreException($"'{PathOf(SumList.File)}' is damaged: {e.Message}", e);
        }
    }

    private ImageRecord ReadRecord()
    {
        try
        {
            return ImageRecordText.Read(Read(RecordFile));
        }
        catch (FormatException e)
        {
            throw new StoreException($"'{PathOf(RecordFile)}': {e.Message}", e);
        }
    }

    private byte[] ReadUnchecked(string path)
    {
        using var file = Open(path);
        return Files.ReadToEnd(file, PathOf(path), LongestList);
    }

    private Sum256 SumOfFile(string path)
    {
        using var file = Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        while ((int)file.Read(buffer).OrThrow("read", PathOf(path)) is var count and > 0)
            hash.AppendData(buffer, 0, count);
        return Sum256.From(hash.GetHashAndReset());
    }

    private Fd Open(string path)
    {
        var opened = Files.TryOpenRead(PathOf(path), out var file);
        return opened.IsSuccess
            ? file
            : throw new StoreException($"'{PathOf(path)}' cannot be opened: {LinuxException.Describe(opened.Errno)}");
    }
}
