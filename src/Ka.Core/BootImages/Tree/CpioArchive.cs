using System;
using System.Globalization;
using System.Text;
using Ka.Linux;

namespace Ka.BootImages.Tree;

/// <summary>An image as the kernel unpacks it into its first root: cpio in the "newc" form (initramfs buffer format in the
/// kernel's documentation). Inodes are numbered in order and all times are 0: the same contents give the same bytes.</summary>
internal static class CpioArchive
{
    private const int HeaderLength = 110;

    /// <summary>The length of an archive is a multiple of this number of bytes, as with cpio(1).</summary>
    private const int Block = 512;

    private const string Trailer = "TRAILER!!!";

    /// <exception cref="BootImageException">It is larger than an archive in memory can be (2 GB), or a file changed.</exception>
    public static byte[] Write(ImageTree tree)
    {
        var archive = new byte[Length(tree)];
        var position = 0;
        uint inode = 0;
        foreach (var (path, entry) in tree.Entries)
            WriteEntry(archive, ref position, ++inode, SurrogateEscape.Encode(path[1..]), entry);
        WriteHeader(archive, ref position, [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], Encoding.ASCII.GetBytes(Trailer));
        return archive;
    }

    private static int Length(ImageTree tree)
    {
        var length = Padded(HeaderLength + Trailer.Length + 1L, 4);
        foreach (var (path, entry) in tree.Entries)
            length += Padded(HeaderLength + SurrogateEscape.Encode(path).Length, 4) + Padded(ContentLength(entry), 4);
        length = Padded(length, Block);
        return length <= Array.MaxLength
            ? (int)length
            : throw new BootImageException($"the image would have {length} bytes: leave modules out");
    }

    private static void WriteEntry(byte[] archive, ref int position, uint inode, byte[] name, ImageEntry entry)
    {
        var content = entry switch
        {
            ImageFile file => file.Read(),
            ImageLink link => SurrogateEscape.Encode(link.Target),
            _ => [],
        };
        var device = entry is ImageDevice node ? node.Number : default;
        var links = entry is ImageDirectory ? 2u : 1u;
        var mode = (uint)entry.Kind | entry.Permissions;
        WriteHeader(
            archive,
            ref position,
            [inode, mode, 0, 0, links, 0, (uint)content.Length, 0, 0, device.Major, device.Minor],
            name
        );
        content.CopyTo(archive, position);
        position += (int)Padded(content.Length, 4);
    }

    /// <summary>Eleven numbers, then the name's length with its NUL and the checksum, which is 0 in this form.</summary>
    private static void WriteHeader(byte[] archive, ref int position, ReadOnlySpan<uint> numbers, byte[] name)
    {
        var header = archive.AsSpan(position);
        "070701"u8.CopyTo(header);
        for (var i = 0; i < numbers.Length; i++)
            WriteNumber(header[(6 + (8 * i))..], numbers[i]);
        WriteNumber(header[94..], (uint)name.Length + 1);
        WriteNumber(header[102..], 0);
        name.CopyTo(header[HeaderLength..]);
        position += (int)Padded(HeaderLength + name.Length + 1, 4);
    }

    private static void WriteNumber(Span<byte> field, uint number) =>
        number.TryFormat(field, out _, "X8", CultureInfo.InvariantCulture);

    private static long ContentLength(ImageEntry entry) =>
        entry switch
        {
            ImageFile file => file.Length,
            ImageLink link => SurrogateEscape.Encode(link.Target).Length,
            _ => 0,
        };

    private static long Padded(long length, int unit) => (length + unit - 1) / unit * unit;
}
