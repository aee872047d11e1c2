using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Hashing;

namespace Ka.Store;

/// <summary>Takes a stream's plain bytes, cuts them into frames and has these packed. One thread.</summary>
public sealed class FrameWriter : IBufferWriter<byte>
{
    private readonly FramePacker _packer;
    private readonly string _directory;
    private readonly ArchiveWalk? _walk;
    private readonly XxHash128 _hash = new();
    private readonly List<FrameRow> _rows = [];
    private PlainFrame _frame;
    private long _start;
    private long? _firstEntry;
    private int _firstOffset;
    private bool _isAfterLargeFile;

    /// <param name="directory">Of the stream, below the image's directory.</param>
    /// <param name="isArchive">The stream is a pax archive.</param>
    internal FrameWriter(FramePacker packer, string directory, bool isArchive)
    {
        (_packer, _directory) = (packer, directory);
        _walk = isArchive ? new ArchiveWalk() : null;
        _frame = packer.Rent();
    }

    /// <summary>Plain bytes so far.</summary>
    public long Length => _start + _frame.Length;

    /// <summary>Those of all frames, without their sums.</summary>
    internal IReadOnlyList<FrameRow> Rows => _rows;

    /// <inheritdoc/>
    /// <exception cref="StoreException">A frame could not be stored.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, FrameCutter.Most - _frame.Length);
        var added = _frame.Length;
        _frame.Length += count;
        if (_walk is not null)
            Follow(added);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">A frame could not be stored.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, FrameCutter.Most);
        if (FrameCutter.Most - _frame.Length < Math.Max(sizeHint, 1))
            Cut(_frame.Length);
        return _frame.Buffer.AsMemory(_frame.Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Ends the stream; its frames may still be in work.</summary>
    /// <returns>XXH3-128 of its plain bytes.</returns>
    internal UInt128 Complete()
    {
        Cut(_frame.Length);
        _packer.Return(_frame);
        return _hash.GetCurrentHashAsUInt128();
    }

    /// <param name="added">Where in the frame the bytes begin that were not seen yet.</param>
    private void Follow(int added)
    {
        ReadOnlySpan<byte> bytes = _frame.Filled[added..];
        while (_walk!.Next(ref bytes))
        {
            var left = bytes.Length;
            OnEntry();
            // What is not cut off may have moved to another frame.
            bytes = _frame.Filled[(_frame.Length - left)..];
        }
    }

    /// <summary>The headers of an entry are complete.</summary>
    private void OnEntry()
    {
        var begin = _walk!.EntryOffset - _start;
        if (begin > 0 && (_isAfterLargeFile || FrameCutter.EndsBefore(_walk.Name, begin)))
        {
            Cut((int)begin);
            begin = 0;
        }
        if (begin >= 0 && _firstEntry is null)
            (_firstEntry, _firstOffset) = (_walk.Entry, (int)begin);
        _isAfterLargeFile = _walk.ContentLength >= FrameCutter.LargeFile;
        if (_isAfterLargeFile)
            Cut((int)(_walk.Position - _start));
    }

    /// <summary>Ends the frame after its first bytes; the others begin the next.</summary>
    private void Cut(int length)
    {
        if (length == 0)
            return;
        var (full, next) = (_frame, _packer.Rent());
        full.Filled[length..].CopyTo(next.Buffer);
        next.Length = full.Length - length;
        full.Length = length;
        _hash.Append(full.Filled);
        full.Number = _rows.Count;
        full.Path = StoredFrames.PathOf(_directory, full.Number);
        _rows.Add(
            new FrameRow
            {
                PlainLength = length,
                FirstEntry = _firstEntry,
                FirstOffset = _firstOffset,
            }
        );
        (_firstEntry, _firstOffset) = (null, 0);
        _start += length;
        _packer.Submit(full);
        _frame = next;
    }
}
