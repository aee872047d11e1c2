using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;

namespace Ka.Disks.Probe;

/// <summary>Bytes in use on an NTFS, counted in its map of clusters: record 6 of its master file table.</summary>
internal static class NtfsUsage
{
    private const int BitmapRecord = 6;

    private const uint DataAttribute = 0x80;

    /// <summary>A map of more is not read: a disk of 16 TB has one of 512 MiB.</summary>
    private const long LargestMap = 64 << 20;

    /// <summary>null: it is damaged, too large, or differs from what is usual.</summary>
    /// <param name="read">The bytes at an offset; null: there are none.</param>
    public static long? Read(Func<long, int, byte[]?> read)
    {
        if (read(0, 512) is not { } boot || !boot.AsSpan(3).StartsWith("NTFS    "u8))
            return null;
        long sector = BinaryPrimitives.ReadUInt16LittleEndian(boot.AsSpan(11));
        var perCluster = (sbyte)boot[13];
        var cluster = perCluster > 0 ? sector * perCluster : sector << -perCluster;
        var perRecord = (sbyte)boot[64];
        var record = perRecord > 0 ? perRecord * cluster : 1L << -perRecord;
        var table = BinaryPrimitives.ReadInt64LittleEndian(boot.AsSpan(48));
        if (sector is < 256 or > 4096 || cluster is <= 0 or > 2 << 20 || record is < 512 or > 65536)
            return null;
        var place = table * cluster + BitmapRecord * record;
        return
            table > 0 && table < long.MaxValue / (4 << 20) && read(place, (int)record) is { } bytes && Repair(bytes, (int)sector)
            ? Count(Runs(bytes), read, cluster)
            : null;
    }

    /// <summary>The last two bytes of each sector are elsewhere in the record.</summary>
    private static bool Repair(byte[] record, int sector)
    {
        if (!record.AsSpan().StartsWith("FILE"u8))
            return false;
        int place = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(4));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(6));
        for (var i = 1; i < count; i++)
        {
            if ((i * sector) > record.Length || place + (2 * i) + 2 > record.Length)
                return false;
            record.AsSpan(place + (2 * i), 2).CopyTo(record.AsSpan((i * sector) - 2));
        }
        return true;
    }

    /// <summary>Where the map lies: first cluster and number of clusters of each piece; none when it is not found.</summary>
    private static List<(long Start, long Length)> Runs(byte[] record)
    {
        var runs = new List<(long, long)>();
        for (int at = BinaryPrimitives.ReadUInt16LittleEndian(record.AsSpan(20)); at + 64 <= record.Length; )
        {
            var type = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(at));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(at + 4));
            if (type == uint.MaxValue || length < 24 || length > record.Length - at)
                break;
            if (type == DataAttribute && record[at + 8] == 1)
                ReadRuns(record.AsSpan(at, (int)length), runs);
            at += (int)length;
        }
        return runs;
    }

    private static void ReadRuns(ReadOnlySpan<byte> attribute, List<(long, long)> runs)
    {
        var start = 0L;
        for (int at = BinaryPrimitives.ReadUInt16LittleEndian(attribute[32..]); at < attribute.Length && attribute[at] != 0; )
        {
            var (lengths, offsets) = (attribute[at] & 15, attribute[at] >> 4);
            if (lengths is 0 or > 8 || offsets is 0 or > 8 || at + 1 + lengths + offsets > attribute.Length)
                return;
            var length = Number(attribute.Slice(at + 1, lengths));
            start += Number(attribute.Slice(at + 1 + lengths, offsets));
            runs.Add((start, length));
            at += 1 + lengths + offsets;
        }
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        long value = (sbyte)bytes[^1];
        for (var i = bytes.Length - 2; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    private static long? Count(List<(long Start, long Length)> runs, Func<long, int, byte[]?> read, long cluster)
    {
        var (used, map) = (0L, 0L);
        foreach (var (start, length) in runs)
            for (var i = 0L; i < length; i++)
            {
                if ((map += cluster) > LargestMap || start < 0 || read((start + i) * cluster, (int)cluster) is not { } piece)
                    return null;
                foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(piece))
                    used += BitOperations.PopCount(word);
            }
        return map == 0 ? null : used * cluster;
    }
}
