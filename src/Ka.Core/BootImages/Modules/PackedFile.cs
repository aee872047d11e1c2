using System;
using System.IO;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;
using SharpCompress.Common;
using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;
using SharpCompress.Compressors.Xz;

namespace Ka.BootImages.Modules;

/// <summary>Unpacks files that a distribution keeps packed with xz, zstd or gzip.</summary>
internal static class PackedFile
{
    private const int MaxLength = 64 << 20;

    /// <summary>The plain content of a file; its name says how it is packed.</summary>
    /// <exception cref="BootImageException">The file is damaged, or longer than 64 MiB.</exception>
    public static byte[] Read(RootTree root, string real)
    {
        var bytes = root.Read(real);
        try
        {
            return Unpack(bytes, real[(real.LastIndexOf('.') + 1)..]);
        }
        catch (Exception e) when (e is SharpCompressException or IOException or InvalidDataException)
        {
            throw new BootImageException($"{root.Quoted(real)}: {e.Message}");
        }
    }

    private static byte[] Unpack(byte[] bytes, string packing)
    {
        switch (packing)
        {
            case "xz":
                return Drain(new XZStream(new MemoryStream(bytes)));
            case "gz":
                return Drain(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            case "zst":
                using (var zstd = new Zstd())
                    return zstd.TryDecompress(bytes, MaxLength, out var fault)
                        ?? throw new InvalidDataException($"zstd: {fault}");
            default:
                return bytes;
        }
    }

    private static byte[] Drain(Stream packed)
    {
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        using (packed)
            for (int read; (read = packed.Read(buffer)) > 0; )
            {
                if (plain.Length + read > MaxLength)
                    throw new InvalidDataException($"longer than {MaxLength} bytes");
                plain.Write(buffer, 0, read);
            }
        return plain.ToArray();
    }
}
