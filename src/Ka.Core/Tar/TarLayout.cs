using System;

namespace Ka.Tar;

/// <summary>Where a header has its fields (POSIX.1-2001 pax, "ustar Interchange Format"). Each offset follows from the
/// field before it.</summary>
internal static class TarLayout
{
    public const int BlockSize = 512;

    public const int NameLength = 100;
    public const int PrefixLength = 155;

    public static readonly Range Name = 0..100;
    public static readonly Range Mode = 100..108;
    public static readonly Range Owner = 108..116;
    public static readonly Range Group = 116..124;
    public static readonly Range Size = 124..136;
    public static readonly Range Modified = 136..148;
    public static readonly Range Checksum = 148..156;
    public const int Type = 156;
    public static readonly Range LinkName = 157..257;
    public static readonly Range Magic = 257..265;
    public static readonly Range OwnerName = 265..297;
    public static readonly Range GroupName = 297..329;
    public static readonly Range DeviceMajor = 329..337;
    public static readonly Range DeviceMinor = 337..345;
    public static readonly Range Prefix = 345..500;

    /// <summary>The old GNU header has these instead of <see cref="Prefix"/>.</summary>
    public static readonly Range GnuAccessed = 345..357;
    public static readonly Range GnuSparse = 386..482;
    public const int GnuSparseContinues = 482;
    public static readonly Range GnuRealSize = 483..495;

    /// <summary>A block that continues the old GNU map of pieces.</summary>
    public static readonly Range GnuExtension = 0..504;
    public const int GnuExtensionContinues = 504;
    public const int GnuSparsePieceLength = 24;

    /// <summary>Magic and version of POSIX.</summary>
    public static ReadOnlySpan<byte> Posix => "ustar\000"u8;

    /// <summary>The same eight bytes as GNU tar's own format has them.</summary>
    public static ReadOnlySpan<byte> Gnu => "ustar  \0"u8;

    /// <summary>The sum of all bytes with the checksum field as spaces.</summary>
    public static int ComputeChecksum(ReadOnlySpan<byte> block)
    {
        var sum = 8 * ' ';
        foreach (var b in block[..Checksum.Start.Value])
            sum += b;
        foreach (var b in block[Checksum.End.Value..BlockSize])
            sum += b;
        return sum;
    }

    /// <summary>As <see cref="ComputeChecksum"/> by programs whose bytes were signed.</summary>
    public static int ComputeSignedChecksum(ReadOnlySpan<byte> block)
    {
        var sum = 8 * ' ';
        foreach (var b in block[..Checksum.Start.Value])
            sum += (sbyte)b;
        foreach (var b in block[Checksum.End.Value..BlockSize])
            sum += (sbyte)b;
        return sum;
    }

    /// <summary>Bytes from <paramref name="length"/> to the end of its last block.</summary>
    public static int Padding(long length) => (int)(-length & (BlockSize - 1));
}
