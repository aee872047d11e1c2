using System;
using System.Buffers.Binary;
using System.Text;
using Ka.Disks.Probe;
using Xunit;

namespace Ka.Tests.Disks;

/// <summary>Bytes in use, read from superblocks and from NTFS's map of clusters.</summary>
public sealed class UsedBytesTests
{
    [Fact]
    public void Ext4_has_64_bit_counts_when_it_says_so()
    {
        var disk = new byte[4096];
        BinaryPrimitives.WriteUInt16LittleEndian(disk.AsSpan(1024 + 0x38), 0xef53);
        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(1024 + 4), 1000);
        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(1024 + 12), 400);
        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(1024 + 24), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(1024 + 0x150), 1);
        Assert.Equal(600 * 4096, UsedBytes.Of("ext4", Of(disk)));

        BinaryPrimitives.WriteUInt32LittleEndian(disk.AsSpan(1024 + 0x60), 0x80);
        Assert.Equal(((1L << 32) + 600) * 4096, UsedBytes.Of("ext4", Of(disk)));
    }

    [Fact]
    public void XFS_and_btrfs_count_in_their_superblocks()
    {
        var disk = new byte[70_000];
        "XFSB"u8.CopyTo(disk);
        BinaryPrimitives.WriteUInt32BigEndian(disk.AsSpan(4), 4096);
        BinaryPrimitives.WriteUInt64BigEndian(disk.AsSpan(8), 1000);
        BinaryPrimitives.WriteUInt64BigEndian(disk.AsSpan(144), 900);
        Assert.Equal(100 * 4096, UsedBytes.Of("xfs", Of(disk)));

        "_BHRfS_M"u8.CopyTo(disk.AsSpan(65536 + 64));
        BinaryPrimitives.WriteUInt64LittleEndian(disk.AsSpan(65536 + 0x78), 6_062_080);
        Assert.Equal(6_062_080, UsedBytes.Of("btrfs", Of(disk)));
    }

    [Fact]
    public void NTFS_has_a_bit_for_each_cluster()
    {
        Assert.Equal(3 * 4096, UsedBytes.Of("ntfs", Of(Ntfs())));
    }

    [Fact]
    public void What_is_damaged_has_no_figure_and_does_no_harm()
    {
        var random = new Random(20261129);
        foreach (var type in new[] { "ext4", "xfs", "btrfs", "ntfs", "vfat" })
            for (var run = 0; run < 2000; run++)
            {
                var disk = type == "ntfs" ? Ntfs() : new byte[70_000];
                if (type != "ntfs")
                    random.NextBytes(disk);
                for (var flips = random.Next(1, 40); flips > 0; flips--)
                    disk[random.Next(random.Next(2) == 0 ? 128 : disk.Length)] = (byte)random.Next(256);
                Assert.True(UsedBytes.Of(type, Of(disk)) is null or >= 0);
            }
        Assert.Null(UsedBytes.Of("ntfs", (_, _) => null));
    }

    /// <summary>Clusters of 4096 bytes, the master file table in the second, the map in the fifth.</summary>
    private static byte[] Ntfs()
    {
        var disk = new byte[8 * 4096];
        Encoding.ASCII.GetBytes("NTFS    ").CopyTo(disk, 3);
        BinaryPrimitives.WriteUInt16LittleEndian(disk.AsSpan(11), 512);
        disk[13] = 8;
        BinaryPrimitives.WriteInt64LittleEndian(disk.AsSpan(48), 1);
        disk[64] = unchecked((byte)-10);
        var record = disk.AsSpan(4096 + (6 * 1024), 1024);
        "FILE"u8.CopyTo(record);
        // Two sectors, whose last bytes are in the array at 48; the first attribute is at 56.
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], 48);
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(record[20..], 56);
        var data = record[56..];
        BinaryPrimitives.WriteUInt32LittleEndian(data, 0x80);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], 72);
        data[8] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(data[32..], 64);
        // One run: one byte of length, one of place.
        data[64] = 0x11;
        data[65] = 1;
        data[66] = 5;
        BinaryPrimitives.WriteUInt32LittleEndian(record[128..], uint.MaxValue);
        disk[5 * 4096] = 0b0000_0111;
        return disk;
    }

    private static Func<long, int, byte[]?> Of(byte[] disk) =>
        (offset, length) => offset < 0 || offset > disk.Length - length ? null : disk.AsSpan((int)offset, length).ToArray();
}
