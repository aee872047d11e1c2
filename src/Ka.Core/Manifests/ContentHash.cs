using System;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Ka.Manifests;

/// <summary>The hash of a file's contents that a manifest has (docs/manifest.md): XXH3-128 of its blocks of 4096 bytes, without
/// those that are all zeros, so that a hole and written zeros are the same and a terabyte of hole costs nothing. Not
/// thread-safe.</summary>
internal sealed class ContentHash
{
    public const int BlockSize = 4096;

    private static readonly byte[] s_zeros = new byte[BlockSize];

    private readonly XxHash128 _hash = new();
    private long _position;

    /// <summary>Zeros at the start of the current block that may yet turn out to be in front of something.</summary>
    private int _withheld;

    /// <summary>The current block has something in it.</summary>
    private bool _isInside;

    /// <summary>The block before was left out.</summary>
    private bool _isAfterGap;

    private int InBlock => (int)(_position % BlockSize);

    /// <summary>The next bytes of the file.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = InBlock == 0 ? AddBlocks(bytes) : 0;
            bytes = bytes[(taken > 0 ? taken : AddPart(bytes[..Math.Min(BlockSize - InBlock, bytes.Length)]))..];
        }
    }

    /// <summary>The next bytes of the file are zeros.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            if (InBlock == 0 && count >= BlockSize)
            {
                _isAfterGap = true;
                _position += count / BlockSize * BlockSize;
                count %= BlockSize;
            }
            else
                count -= AddPart(s_zeros.AsSpan(0, (int)Math.Min(BlockSize - InBlock, count)));
        }
    }

    /// <summary>The hash of all that came since the last one.</summary>
    public UInt128 Take()
    {
        var hash = _hash.GetCurrentHashAsUInt128();
        _hash.Reset();
        _position = 0;
        _withheld = 0;
        _isInside = _isAfterGap = false;
        return hash;
    }

    /// <summary>Adds whole blocks without a block of zeros among them.</summary>
    private int AddBlocks(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (bytes.Length - length >= BlockSize && bytes.Slice(length, BlockSize).ContainsAnyExcept((byte)0))
            length += BlockSize;
        if (length == 0)
            return 0;
        Resume();
        _hash.Append(bytes[..length]);
        _position += length;
        return length;
    }

    /// <summary>A part of one block.</summary>
    private int AddPart(ReadOnlySpan<byte> part)
    {
        if (!_isInside && part.ContainsAnyExcept((byte)0))
        {
            Resume();
            _hash.Append(s_zeros.AsSpan(0, _withheld));
            _isInside = true;
        }
        if (_isInside)
            _hash.Append(part);
        else
            _withheld += part.Length;
        _position += part.Length;
        if (InBlock == 0)
        {
            _isAfterGap |= !_isInside;
            _isInside = false;
            _withheld = 0;
        }
        return part.Length;
    }

    /// <summary>Adds the position at which data goes on after a gap: it is part of the contents.</summary>
    private void Resume()
    {
        if (!_isAfterGap)
            return;
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, _position / BlockSize * BlockSize);
        _hash.Append(place);
        _isAfterGap = false;
    }
}
