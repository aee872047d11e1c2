using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>zlib-ng, which the runtime brings for its own compression, by the name under which the runtime exports it.</summary>
internal static unsafe partial class Libz
{
    [LibraryImport("libSystem.IO.Compression.Native", EntryPoint = "CompressionNative_Crc32")]
    internal static partial uint crc32(uint crc, byte* buffer, int length);
}
