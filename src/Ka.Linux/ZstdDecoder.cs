using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Decompresses frames of Zstandard (RFC 8878) piece by piece, whatever their length. An object belongs to one thread at
/// a time.</summary>
public sealed unsafe class ZstdDecoder : IDisposable
{
    private void* _context = Libzstd.ZSTD_createDCtx();

    /// <summary>Takes some of the input, and gives some of the content.</summary>
    /// <param name="source">What was not taken before, and what follows it.</param>
    public ZstdStep Step(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (
            byte* from = source,
                to = target
        )
        {
            var input = new Libzstd.ZSTD_inBuffer { src = from, size = (nuint)source.Length };
            var output = new Libzstd.ZSTD_outBuffer { dst = to, size = (nuint)target.Length };
            var left = Libzstd.ZSTD_decompressStream(_context, &output, &input);
            var fault =
                Libzstd.ZSTD_isError(left) == 0
                    ? null
                    : Marshal.PtrToStringUTF8((nint)Libzstd.ZSTD_getErrorName(left)) ?? "unknown error";
            return new ZstdStep((int)input.pos, (int)output.pos, fault is null && left == 0, fault);
        }
    }

    public void Dispose()
    {
        if (_context != null)
            _ = Libzstd.ZSTD_freeDCtx(_context);
        _context = null;
        GC.SuppressFinalize(this);
    }

    ~ZstdDecoder() => Dispose();
}

/// <summary>What a step of <see cref="ZstdDecoder"/> did.</summary>
/// <param name="Taken">Bytes of the input.</param>
/// <param name="Given">Bytes of the content.</param>
/// <param name="IsFrameEnd">A frame has ended, and all of it was given.</param>
/// <param name="Fault">What is wrong with the input; null: nothing.</param>
public readonly record struct ZstdStep(int Taken, int Given, bool IsFrameEnd, string? Fault);
