using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Compresses or decompresses a frame of Zstandard (RFC 8878) from a buffer to a buffer. An object belongs to one thread
/// at a time.</summary>
public sealed unsafe class Zstd : IDisposable
{
    private void* _compression;
    private void* _decompression;

    /// <summary>The level range that the command line offers: 1 is fastest.</summary>
    public const int MinLevel = 1;

    public const int MaxLevel = 19;

    /// <summary>Room that is always enough for <paramref name="length"/> bytes, compressible or not.</summary>
    public static int Bound(int length) => (int)Libzstd.ZSTD_compressBound((nuint)length);

    /// <summary>Compresses to one frame, which ends with a checksum of its content (XXH64): what decompresses to something else
    /// is a fault.</summary>
    /// <returns>Bytes written, or -1 when they do not fit into <paramref name="target"/>: the caller sends the input as it
    /// is.</returns>
    public int TryCompress(ReadOnlySpan<byte> source, Span<byte> target, int level)
    {
        if (_compression == null)
            _compression = Libzstd.ZSTD_createCCtx();
        _ = Libzstd.ZSTD_CCtx_setParameter(_compression, Libzstd.ZSTD_c_compressionLevel, level);
        _ = Libzstd.ZSTD_CCtx_setParameter(_compression, Libzstd.ZSTD_c_checksumFlag, 1);
        fixed (
            byte* from = source,
                to = target
        )
        {
            var written = Libzstd.ZSTD_compress2(_compression, to, (nuint)target.Length, from, (nuint)source.Length);
            return Libzstd.ZSTD_isError(written) != 0 ? -1 : (int)written;
        }
    }

    /// <summary>Fills <paramref name="target"/> exactly.</summary>
    /// <returns>null, or what is wrong with the input.</returns>
    public string? TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = Decompress(source, target);
        return FaultOf(written) ?? ((int)written == target.Length ? null : $"{written} bytes instead of {target.Length}");
    }

    /// <summary>The content of one or more frames whose length the caller does not know.</summary>
    /// <param name="maxLength">Bytes; a longer content is a fault.</param>
    /// <returns>null when <paramref name="fault"/> says what is wrong with the input.</returns>
    public byte[]? TryDecompress(ReadOnlySpan<byte> source, int maxLength, out string? fault)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(maxLength);
        try
        {
            var written = Decompress(source, buffer.AsSpan(0, maxLength));
            fault = FaultOf(written);
            return fault is null ? buffer.AsSpan(0, (int)written).ToArray() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        if (_compression != null)
            _ = Libzstd.ZSTD_freeCCtx(_compression);
        if (_decompression != null)
            _ = Libzstd.ZSTD_freeDCtx(_decompression);
        _compression = null;
        _decompression = null;
        GC.SuppressFinalize(this);
    }

    ~Zstd() => Dispose();

    private nuint Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (_decompression == null)
            _decompression = Libzstd.ZSTD_createDCtx();
        fixed (
            byte* from = source,
                to = target
        )
            return Libzstd.ZSTD_decompressDCtx(_decompression, to, (nuint)target.Length, from, (nuint)source.Length);
    }

    private static string? FaultOf(nuint result) =>
        Libzstd.ZSTD_isError(result) == 0
            ? null
            : Marshal.PtrToStringUTF8((nint)Libzstd.ZSTD_getErrorName(result)) ?? "unknown error";
}
