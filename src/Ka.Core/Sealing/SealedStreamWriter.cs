using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Threading;
using Ka.Wire;

namespace Ka.Sealing;

/// <summary>One stream of a run: its begin record, its bytes cut into chunks, its end record with length and hash.</summary>
public sealed class SealedStreamWriter : IBufferWriter<byte>
{
    private readonly SealingLine _line;
    private readonly uint _stream;
    private readonly XxHash128 _hash = new();
    private PlainChunk _chunk;
    private long _flushed;

    /// <param name="stream">From 1.</param>
    public SealedStreamWriter(SealingLine line, uint stream, StreamBegin begin)
    {
        _line = line;
        _stream = stream;
        SubmitRecord(ChunkKind.Begin, begin.Encode());
        _chunk = line.Rent();
    }

    /// <summary>Plain bytes so far. Read by any thread.</summary>
    public long Length => Volatile.Read(ref _flushed);

    public void Advance(int count) => _chunk.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, PlainChunk.Capacity);
        if (_chunk.Free.Length < Math.Max(sizeHint, 1))
            Flush();
        return _chunk.Free;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Ends the stream with what the golden node says of it.</summary>
    /// <returns>The record that the nodes' receipts are compared with.</returns>
    public StreamEnd Complete(long unreadable, long changed)
    {
        Flush();
        _line.Return(_chunk);
        var end = new StreamEnd(_flushed, _hash.GetCurrentHashAsUInt128(), unreadable == 0, unreadable, changed);
        SubmitRecord(ChunkKind.End, end.Encode());
        return end;
    }

    /// <summary>Puts a record that concerns the whole run on the line.</summary>
    public static void SubmitRunRecord(SealingLine line, ChunkKind kind, ReadOnlySpan<byte> record)
    {
        var chunk = line.Rent();
        chunk.Fill(record);
        line.Submit(chunk, kind, stream: 0, plainOffset: 0);
    }

    private void Flush()
    {
        if (_chunk.Length == 0)
            return;
        _hash.Append(_chunk.Filled);
        var offset = _flushed;
        Volatile.Write(ref _flushed, offset + _chunk.Length);
        _line.Submit(_chunk, ChunkKind.Bytes, _stream, offset);
        _chunk = _line.Rent();
    }

    private void SubmitRecord(ChunkKind kind, ReadOnlySpan<byte> record)
    {
        var chunk = _line.Rent();
        chunk.Fill(record);
        _line.Submit(chunk, kind, _stream, plainOffset: 0);
    }
}
