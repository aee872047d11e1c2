using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Tests.Prepare;

/// <summary>Images as programs of distributions make them.</summary>
internal static class Initramfs
{
    /// <summary>cpio in the "newc" form.</summary>
    public static byte[] Archive(params (string Path, string Text)[] files)
    {
        using var stream = new MemoryStream();
        foreach (var (path, text) in files.Append(("TRAILER!!!", "")))
        {
            var name = Encoding.UTF8.GetBytes(path + "\0");
            var content = Encoding.UTF8.GetBytes(text);
            int[] numbers = [1, 0x81a4, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length, 0];
            Put(
                stream,
                [
                    .. "070701"u8,
                    .. Encoding.ASCII.GetBytes(
                        string.Concat(numbers.Select(number => number.ToString("X8", CultureInfo.InvariantCulture)))
                    ),
                    .. name,
                ]
            );
            Put(stream, content);
        }
        stream.Write(new byte[(512 - (stream.Length % 512)) % 512]);
        return stream.ToArray();
    }

    /// <summary>The modules that a machine with virtio needs, and more files.</summary>
    public static byte[] Virtio(params (string Path, string Text)[] more) =>
        Archive([
            .. new[]
            {
                "drivers/virtio/virtio.ko",
                "drivers/virtio/virtio_pci.ko",
                "drivers/block/virtio_blk.ko",
                "fs/ext4/ext4.ko",
            }.Select(file => ("usr/lib/modules/6.1.0/kernel/" + file, "")),
            .. more,
        ]);

    public static byte[] Zstandard(byte[] plain)
    {
        using var zstd = new Zstd();
        var packed = new byte[Zstd.Bound(plain.Length)];
        return packed[..zstd.TryCompress(plain, packed, 3)];
    }

    public static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(plain);
        return packed.ToArray();
    }

    private static void Put(MemoryStream stream, ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        stream.Write(new byte[(4 - (stream.Length % 4)) % 4]);
    }
}
