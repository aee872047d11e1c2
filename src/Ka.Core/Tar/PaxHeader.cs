using System;
using System.Buffers.Text;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Tar;

/// <summary>What pax headers say about the next entry (local), or about all that follow (global).</summary>
internal sealed class PaxHeader(PaxAttributes attributes)
{
    private readonly List<ExtendedAttribute> _attributes = [];
    private Values _values;

    public byte[]? Path => _values.Path;

    public byte[]? LinkPath => _values.LinkPath;

    public long? Size => _values.Size;

    public long? Owner => _values.Owner;

    public long? Group => _values.Group;

    public UnixTime? Modified => _values.Modified;

    public UnixTime? Accessed => _values.Accessed;

    public long? DeviceMajor => _values.DeviceMajor;

    public long? DeviceMinor => _values.DeviceMinor;

    public InodeFlags Flags => _values.Flags;

    /// <summary>The GNU.sparse.* records.</summary>
    public PaxSparse Sparse { get; } = new();

    public bool IsEmpty { get; private set; } = true;

    /// <summary>null when there are none.</summary>
    public ExtendedAttribute[]? Attributes => _attributes.Count == 0 ? null : [.. _attributes];

    /// <summary>Starts anew from what holds for all entries.</summary>
    public void Reset(PaxHeader global)
    {
        if (IsEmpty && global.IsEmpty)
            return;
        IsEmpty = global.IsEmpty;
        _values = global._values;
        Sparse.Clear();
        _attributes.Clear();
        _attributes.AddRange(global._attributes);
    }

    /// <param name="offset">Of the header in the stream, for messages.</param>
    /// <exception cref="ArchiveException">A record is malformed.</exception>
    public void Parse(ReadOnlySpan<byte> records, long offset)
    {
        IsEmpty = false;
        // Some programs end the records with NULs.
        while (!records.IsEmpty && records[0] != 0)
        {
            if (
                !Utf8Parser.TryParse(records, out int length, out var digits)
                || length <= digits + 2
                || length > records.Length
                || records[digits] != ' '
                || records[length - 1] != '\n'
            )
                throw new ArchiveException(offset, "malformed pax record");
            var record = records[(digits + 1)..(length - 1)];
            records = records[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
                throw new ArchiveException(offset, "pax record without a key");
            if (!TrySet(record[..equals], record[(equals + 1)..]))
                throw new ArchiveException(offset, $"pax record {Shown(record[..equals])} has an impossible value");
        }
        CheckLimit(offset);
    }

    /// <summary>Several headers in a row add up.</summary>
    private void CheckLimit(long offset)
    {
        var total = 0L;
        foreach (var attribute in _attributes)
            total += attribute.Name.Length + attribute.Value.Length;
        if (total > ArchiveLimits.PaxHeader)
            throw new ArchiveException(offset, $"extended attributes of {total} bytes, limit {ArchiveLimits.PaxHeader}");
    }

    private bool TrySet(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("mtime"u8))
            return TryTime(value, out _values.Modified);
        if (key.SequenceEqual("atime"u8))
            return TryTime(value, out _values.Accessed);
        if (key.SequenceEqual("path"u8))
            return TryName(value, out _values.Path);
        if (key.SequenceEqual("linkpath"u8))
            return TryName(value, out _values.LinkPath);
        if (key.StartsWith("GNU.sparse."u8))
            return Sparse.TrySet(key["GNU.sparse."u8.Length..], value);
        return TrySetNumber(key, value)
            ?? CarriedFlags.TryParse(key, value, ref _values.Flags)
            ?? attributes.TryAdd(_attributes, key, value);
    }

    /// <returns>null when the key is no number we know.</returns>
    private bool? TrySetNumber(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("size"u8))
            return TryNumber(value, out _values.Size);
        if (key.SequenceEqual("uid"u8))
            return TryNumber(value, out _values.Owner);
        if (key.SequenceEqual("gid"u8))
            return TryNumber(value, out _values.Group);
        if (key.SequenceEqual("SCHILY.devmajor"u8))
            return TryNumber(value, out _values.DeviceMajor);
        if (key.SequenceEqual("SCHILY.devminor"u8))
            return TryNumber(value, out _values.DeviceMinor);
        return null;
    }

    /// <summary>An empty value takes back what a global header said.</summary>
    private static bool TryName(ReadOnlySpan<byte> value, out byte[]? name)
    {
        name = value.IsEmpty ? null : value.ToArray();
        return !value.Contains((byte)0);
    }

    private static bool TryNumber(ReadOnlySpan<byte> value, out long? number)
    {
        number = null;
        if (value.IsEmpty)
            return true;
        if (!Utf8Parser.TryParse(value, out long parsed, out var used) || used != value.Length || parsed < 0)
            return false;
        number = parsed;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> value, out UnixTime? time)
    {
        time = null;
        if (value.IsEmpty)
            return true;
        var parsed = PaxTime.TryParse(value, out var found);
        time = found;
        return parsed;
    }

    private static string Shown(ReadOnlySpan<byte> key) => BytePath.Escape(key[..Math.Min(key.Length, 200)]);

    private struct Values
    {
        public byte[]? Path;
        public byte[]? LinkPath;
        public long? Size;
        public long? Owner;
        public long? Group;
        public UnixTime? Modified;
        public UnixTime? Accessed;
        public long? DeviceMajor;
        public long? DeviceMinor;
        public InodeFlags Flags;
    }
}
