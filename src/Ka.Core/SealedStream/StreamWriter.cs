using System;
using System.Buffers;
using System.IO.Hashing;
using System.Threading;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>Writes one stream of a run: its begin record, its bytes cut into chunks, its end record with length and identity. The
/// mirror of <see cref="StreamReader"/>.</summary>
/// <remarks>Belongs to one thread, except <see cref="Length"/>.</remarks>
public sealed class StreamWriter : IBufferWriter<byte>
{
    private readonly SealingPipeline _pipeline;
    private readonly uint _stream;
    private XxHash128? _contents;
    private PlainChunk _chunk;
    private long _flushed;

    /// <param name="stream">Number of the stream, from 1.</param>
    /// <exception cref="SealingStoppedException"/>
    public StreamWriter(SealingPipeline pipeline, uint stream, StreamBegin begin)
    {
        _pipeline = pipeline;
        _stream = stream;
        // The manifest has a hash for each file of a tree.
        _contents = begin.Kind == StreamKind.Tree ? null : new XxHash128();
        SubmitRecord(pipeline, stream, ChunkKind.Begin, begin.Encode());
        _chunk = pipeline.Rent();
    }

    /// <summary>Plain bytes so far. Read by any thread.</summary>
    public long Length => Volatile.Read(ref _flushed);

    /// <summary>XXH3-128 of all plain bytes, for manifest and reports, once the stream is complete; null for a tree, and when a
    /// chunk was compressed before.</summary>
    public UInt128? Contents => _contents?.GetCurrentHashAsUInt128();

    /// <inheritdoc/>
    public void Advance(int count) => _chunk.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, PlainChunk.Capacity);
        if (_chunk.Free.Length < Math.Max(sizeHint, 1))
            Flush();
        return _chunk.Free;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Writes a chunk that is compressed already. The writer does not know the <see cref="Contents"/> of a stream with
    /// such chunks.</summary>
    /// <param name="frame">One frame of Zstandard, shorter than its content.</param>
    /// <param name="plainLength">Bytes of its content, at most <see cref="PlainChunk.Capacity"/>.</param>
    /// <exception cref="SealingStoppedException"/>
    public void WriteFrame(ReadOnlySpan<byte> frame, int plainLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plainLength, PlainChunk.Capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame.Length, plainLength);
        Flush();
        _contents = null;
        _chunk.Fill(frame);
        _chunk.PackedFrom = plainLength;
        Submit();
    }

    /// <summary>Ends the stream. Blocks until all of it is sealed and output.</summary>
    /// <param name="unreadable">Items that could not be read and are missing.</param>
    /// <param name="changed">Files that changed while they were read.</param>
    /// <returns>The record that the nodes' receipts are compared with.</returns>
    public StreamEnd Complete(long unreadable, long changed)
    {
        Flush();
        _pipeline.Return(_chunk);
        var end = new StreamEnd(_flushed, _pipeline.DrainIdentity(), unreadable == 0, unreadable, changed);
        SubmitRecord(_pipeline, _stream, ChunkKind.End, end.Encode());
        return end;
    }

    /// <summary>Ends the run after its last stream.</summary>
    public static void EndRun(SealingPipeline pipeline, uint streams) =>
        SubmitRecord(pipeline, 0, ChunkKind.EndOfRun, new RunEnd(streams).Encode());

    private static void SubmitRecord(SealingPipeline pipeline, uint stream, ChunkKind kind, ReadOnlySpan<byte> record)
    {
        var chunk = pipeline.Rent();
        chunk.Fill(record);
        pipeline.Submit(chunk, kind, stream, plainOffset: 0);
    }

    private void Flush()
    {
        if (_chunk.Length == 0)
            return;
        _contents?.Append(_chunk.Filled);
        Submit();
    }

    private void Submit()
    {
        var offset = _flushed;
        Volatile.Write(ref _flushed, offset + _chunk.PlainLength);
        _pipeline.Submit(_chunk, ChunkKind.Bytes, _stream, offset);
        _chunk = _pipeline.Rent();
    }
}
