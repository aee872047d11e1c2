using System;
using System.Buffers.Text;
using System.Collections.Generic;

namespace Ka.Tar;

/// <summary>The GNU.sparse.* records of one entry, in the three ways GNU tar has written them: 0.0 repeats offset and
/// numbytes, 0.1 has them in one list, 1.0 has the map in front of the data.</summary>
internal sealed class PaxSparse
{
    private readonly List<SparsePiece> _pieces = [];
    private long? _major;
    private long? _minor;
    private long? _size;
    private long? _offset;
    private bool _used;

    /// <summary>The entry is a sparse file.</summary>
    public bool IsSparse => _used && (_major is not null || _size is not null);

    /// <summary>The map precedes the data.</summary>
    public bool HasMapInData => _major == 1 && _minor == 0;

    /// <summary>A version that is not one of the three.</summary>
    public bool IsUnknown => _major is not null && !HasMapInData && !(_major == 0 && _minor is 0 or 1);

    /// <summary>The true path, in 0.1 and 1.0.</summary>
    public byte[]? Name { get; private set; }

    public long RealSize => _size ?? 0;

    /// <summary>The map of 0.0 and 0.1.</summary>
    public SparseMap Map => new([.. _pieces], RealSize);

    public void Clear()
    {
        if (!_used)
            return;
        _pieces.Clear();
        (_major, _minor, _size, _offset, Name, _used) = (null, null, null, null, null, false);
    }

    /// <param name="key">Without "GNU.sparse.".</param>
    public bool TrySet(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _used = true;
        if (key.SequenceEqual("name"u8))
        {
            Name = value.ToArray();
            return !value.IsEmpty && !value.Contains((byte)0);
        }
        if (key.SequenceEqual("map"u8))
            return TryParseList(value);
        if (!TryParse(value, out var number))
            return false;
        if (key.SequenceEqual("major"u8))
            _major = number;
        else if (key.SequenceEqual("minor"u8))
            _minor = number;
        else if (key.SequenceEqual("size"u8) || key.SequenceEqual("realsize"u8))
            _size = number;
        else if (key.SequenceEqual("offset"u8))
            _offset = number;
        else if (key.SequenceEqual("numbytes"u8))
            return TryAdd(number);
        return true;
    }

    private bool TryAdd(long length)
    {
        if (_offset is not { } offset || _pieces.Count == ArchiveLimits.SparsePieces)
            return false;
        _pieces.Add(new SparsePiece(offset, length));
        _offset = null;
        return true;
    }

    private bool TryParseList(ReadOnlySpan<byte> list)
    {
        _pieces.Clear();
        if (list.IsEmpty)
            return true;
        foreach (var range in list.Split((byte)','))
        {
            if (!TryParse(list[range], out var number))
                return false;
            if (_offset is null)
                _offset = number;
            else if (!TryAdd(number))
                return false;
        }
        return _offset is null;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && number >= 0;
}
