using System;
using System.Globalization;
using System.IO;

namespace Ka.BootImages.Reading;

/// <summary>The entries of a cpio archive in the "newc" form (initramfs buffer format in the kernel's documentation).</summary>
/// <param name="feed">Stands at the archive's first byte.</param>
internal sealed class CpioEntries(ByteFeed feed)
{
    private const int HeaderLength = 110,
        MaxName = 4096;

    private readonly long _start = feed.Position;

    /// <summary>The next entry; its content follows in the feed, and then <see cref="End"/> is to be called. False: the archive
    /// has ended.</summary>
    /// <exception cref="InvalidDataException">It is no such archive.</exception>
    /// <exception cref="EndOfStreamException">It ends early.</exception>
    public bool TryNext(out CpioEntry entry)
    {
        var header = new byte[HeaderLength];
        feed.ReadExactly(header);
        if (!header.AsSpan().StartsWith("070701"u8) && !header.AsSpan().StartsWith("070702"u8))
            throw new InvalidDataException("it is no archive of cpio");
        var length = Number(header, 11);
        if (length is < 1 or > MaxName)
            throw new InvalidDataException($"a name has {length} bytes");
        var name = new byte[length];
        feed.ReadExactly(name);
        Align();
        entry = new CpioEntry(name[..^1], (uint)Number(header, 1), Number(header, 4), Number(header, 6));
        return !entry.Name.AsSpan().SequenceEqual("TRAILER!!!"u8);
    }

    /// <summary>Passes over what fills the content up.</summary>
    public void End(CpioEntry entry) => feed.Skip(-entry.Size & 3);

    private void Align() => feed.Skip(-(feed.Position - _start) & 3);

    private static long Number(byte[] header, int field)
    {
        var digits = header.AsSpan(6 + (8 * field), 8);
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException("a number of cpio is none");
    }
}

/// <summary>An entry of a cpio archive.</summary>
/// <param name="Links">Names of the file; the last of them has the content.</param>
/// <param name="Size">Bytes of the content: of a file, or the target of a link.</param>
internal readonly record struct CpioEntry(byte[] Name, uint Mode, long Links, long Size)
{
    /// <summary>A file with nothing in it.</summary>
    public bool IsEmptyFile => (Mode & 0xf000) is 0x8000 && Size == 0 && Links <= 1;

    /// <summary>A file or a link, which may have a text.</summary>
    public bool IsText => (Mode & 0xf000) is 0x8000 or 0xa000 && Size > 0;
}
