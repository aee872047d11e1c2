using System;
using System.Buffers.Binary;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>Bytes of files on a file system that is not mounted, from its own structures.</summary>
internal static class UsedBytes
{
    private const int SuperblockLength = 4096;

    /// <summary>null: not known for this type, or not readable.</summary>
    public static long? Read(string path, string type)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var file);
        using var closing = file;
        return opened.IsSuccess ? Of(type, (offset, length) => Piece(file, offset, length)) : null;
    }

    /// <summary>The same of any bytes.</summary>
    /// <param name="read">The bytes at an offset; null: there are none.</param>
    public static long? Of(string type, Func<long, int, byte[]?> read) =>
        type switch
        {
            "ext2" or "ext3" or "ext4" => Ext(read(1024, 1024)),
            "xfs" => Xfs(read(0, 512)),
            "btrfs" => Btrfs(read(65536, SuperblockLength)),
            "ntfs" => NtfsUsage.Read(read),
            _ => null,
        };

    private static long? Ext(byte[]? block)
    {
        if (block is null || Word(block, 0x38) != 0xef53)
            return null;
        var wide = (Long(block, 0x60) & 0x80) != 0;
        var blocks = Long(block, 4) | (wide ? (ulong)Long(block, 0x150) << 32 : 0);
        var free = Long(block, 12) | (wide ? (ulong)Long(block, 0x158) << 32 : 0);
        return Long(block, 24) > 6 || free > blocks ? null : Bytes(blocks - free, 1024u << (int)Long(block, 24));
    }

    private static long? Xfs(byte[]? block)
    {
        if (block is null || !block.AsSpan().StartsWith("XFSB"u8))
            return null;
        var (blocks, free) = (
            BinaryPrimitives.ReadUInt64BigEndian(block.AsSpan(8)),
            BinaryPrimitives.ReadUInt64BigEndian(block.AsSpan(144))
        );
        return free > blocks ? null : Bytes(blocks - free, BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(4)));
    }

    private static long? Btrfs(byte[]? block) =>
        block is null || !block.AsSpan(64).StartsWith("_BHRfS_M"u8)
            ? null
            : Bytes(BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(0x78)), 1);

    private static ushort Word(byte[] block, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(offset));

    private static uint Long(byte[] block, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(offset));

    /// <summary>null: more than any disk has.</summary>
    private static long? Bytes(ulong count, ulong size) => size > 0 && count <= (1UL << 60) / size ? (long)(count * size) : null;

    private static byte[]? Piece(Fd file, long offset, int length)
    {
        var piece = new byte[length];
        return Files.SeekTo(file, offset).IsSuccess && file.ReadFully(piece) is { IsSuccess: true } read && read.Value == length
            ? piece
            : null;
    }
}
