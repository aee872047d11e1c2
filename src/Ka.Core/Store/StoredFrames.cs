using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.Linux;

namespace Ka.Store;

/// <summary>The frames of one stream of an image, read and checked one by one. One thread.</summary>
public sealed class StoredFrames : IDisposable
{
    private readonly StoredImage _image;
    private readonly string _directory;
    private readonly IReadOnlyList<FrameRow> _rows;
    private readonly Zstd _zstd = new();

    /// <summary>A frame that was not compressed well is a little longer than its plain bytes.</summary>
    private readonly byte[] _stored = GC.AllocateUninitializedArray<byte>(Zstd.Bound(FrameCutter.Most) + 1);
    private readonly byte[] _plain = GC.AllocateUninitializedArray<byte>(FrameCutter.Most);

    internal StoredFrames(StoredImage image, string directory, IReadOnlyList<FrameRow> rows) =>
        (_image, _directory, _rows) = (image, directory, rows);

    public int Count => _rows.Count;

    internal FrameRow this[int number] => _rows[number];

    /// <summary>Plain bytes of a frame.</summary>
    public int PlainLength(int number) => _rows[number].PlainLength;

    /// <summary>A frame as it is stored: one frame of Zstandard, valid until the next call.</summary>
    /// <exception cref="StoreException">It is not what was stored.</exception>
    public ReadOnlySpan<byte> Read(int number)
    {
        var path = _image.PathOf(PathOf(number));
        if (Files.TryOpenRead(path, out var file) is { IsSuccess: false } failed)
            throw new StoreException($"'{path}' cannot be opened: {LinuxException.Describe(failed.Errno)}");
        using (file)
        {
            var read = file.ReadFully(_stored);
            if (!read.IsSuccess)
                throw new StoreException($"'{path}' cannot be read: {LinuxException.Describe(read.Errno)}");
            var stored = _stored.AsSpan(0, (int)read.Value);
            return Sum256.Of(stored) == SumOf(number) ? stored : throw new StoreException($"'{path}' is damaged");
        }
    }

    /// <summary>The plain bytes of what <see cref="Read"/> gave; valid until the next call.</summary>
    /// <exception cref="StoreException">They cannot be decoded, or are not what was saved.</exception>
    public ReadOnlyMemory<byte> Decode(int number, ReadOnlySpan<byte> stored)
    {
        var plain = _plain.AsMemory(0, _rows[number].PlainLength);
        return _zstd.TryDecompress(stored, plain.Span) is { } fault
                ? throw new StoreException($"'{_image.PathOf(PathOf(number))}': zstd: {fault}")
            : Sum256.Of(plain.Span) != _rows[number].PlainSum
                ? throw new StoreException($"'{_image.PathOf(PathOf(number))}' is not what was saved")
            : plain;
    }

    public void Dispose() => _zstd.Dispose();

    internal string PathOf(int number) => PathOf(_directory, number);

    internal static string PathOf(string directory, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{directory}/{number:d8}.zst");

    /// <summary>Of the file.</summary>
    /// <exception cref="StoreException">It is in no list.</exception>
    internal Sum256 SumOf(int number) => _image.SumOf(PathOf(number));
}
