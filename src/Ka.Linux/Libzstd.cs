using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>libzstd's stable API (zstd.h), linked statically into the program.</summary>
internal static unsafe partial class Libzstd
{
    [LibraryImport("libzstd")]
    internal static partial void* ZSTD_createCCtx();

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_freeCCtx(void* cctx);

    internal const int ZSTD_c_compressionLevel = 100;
    internal const int ZSTD_c_checksumFlag = 201;

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_CCtx_setParameter(void* cctx, int param, int value);

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_compress2(void* cctx, byte* dst, nuint dstCapacity, byte* src, nuint srcSize);

    [LibraryImport("libzstd")]
    internal static partial void* ZSTD_createDCtx();

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_freeDCtx(void* dctx);

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_decompressDCtx(void* dctx, byte* dst, nuint dstCapacity, byte* src, nuint srcSize);

    internal struct ZSTD_inBuffer
    {
        internal void* src;
        internal nuint size;
        internal nuint pos;
    }

    internal struct ZSTD_outBuffer
    {
        internal void* dst;
        internal nuint size;
        internal nuint pos;
    }

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_decompressStream(void* dctx, ZSTD_outBuffer* output, ZSTD_inBuffer* input);

    [LibraryImport("libzstd")]
    internal static partial nuint ZSTD_compressBound(nuint srcSize);

    [LibraryImport("libzstd")]
    internal static partial uint ZSTD_isError(nuint code);

    [LibraryImport("libzstd")]
    internal static partial byte* ZSTD_getErrorName(nuint code);
}
