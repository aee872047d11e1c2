using System;
using System.Threading;
using Ka.Streams;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>Reads the streams of a run, one after the other, and checks the length and identity of each. The mirror of <see
/// cref="StreamWriter"/>.</summary>
/// <remarks>Belongs to one thread, except <see cref="PlainBytes"/>.</remarks>
public sealed class StreamReader(ISealedSource source, ChunkOpener opener) : IByteSource
{
    private readonly StreamIdentity _identity = new();
    private long _streamLength;
    private long _plainBytes;
    private bool _inStream;

    /// <summary>Number of the current stream, from 1; 0 before the first.</summary>
    public uint Number { get; private set; }

    /// <summary>The last stream's end record, checked against what arrived; null inside a stream.</summary>
    public StreamEnd? LastEnd { get; private set; }

    /// <summary>Plain bytes of all streams so far. Read by any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _plainBytes);

    /// <summary>Begins the next stream, whose bytes <see cref="Next"/> then returns.</summary>
    /// <returns>null: the run is complete.</returns>
    /// <exception cref="StreamBrokenException"/>
    public StreamBegin? BeginNext()
    {
        var record = OpenNext(out var header);
        if (header.Kind == ChunkKind.EndOfRun)
        {
            CheckRunEnd(RunEnd.Decode(record.Span));
            return null;
        }
        if (header.Kind != ChunkKind.Begin || header.Stream != Number + 1)
            throw new StreamBrokenException($"{header.Kind} of stream {header.Stream} where stream {Number + 1} is due");
        Number++;
        _streamLength = 0;
        LastEnd = null;
        _inStream = true;
        return StreamBegin.Decode(record.Span);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Next()
    {
        if (!_inStream)
            return ReadOnlyMemory<byte>.Empty;
        var bytes = OpenNext(out var header);
        if (header.Stream != Number || (header.Kind == ChunkKind.Bytes && header.PlainOffset != _streamLength))
            throw new StreamBrokenException(
                $"bytes of stream {header.Stream} at {header.PlainOffset} where {Number} at {_streamLength} is due"
            );
        switch (header.Kind)
        {
            case ChunkKind.Bytes:
                _streamLength += bytes.Length;
                Volatile.Write(ref _plainBytes, _plainBytes + bytes.Length);
                return bytes;
            case ChunkKind.End:
                LastEnd = Checked(StreamEnd.Decode(bytes.Span));
                _inStream = false;
                return ReadOnlyMemory<byte>.Empty;
            default:
                throw new StreamBrokenException($"{header.Kind} inside stream {Number}");
        }
    }

    private void CheckRunEnd(RunEnd end)
    {
        if (end.Streams != Number)
            throw new StreamBrokenException($"the run ends after {Number} streams instead of {end.Streams}");
    }

    private StreamEnd Checked(StreamEnd end)
    {
        if (end.PlainLength != _streamLength)
            throw new StreamBrokenException($"stream {Number}: {_streamLength} bytes came, {end.PlainLength} were sent");
        return end.Identity == _identity.Value
            ? end
            : throw new StreamBrokenException($"stream {Number}: the identity of what came is not that of what was sent");
    }

    private ReadOnlyMemory<byte> OpenNext(out ChunkHeader header)
    {
        try
        {
            header = ChunkHeader.Read(source.Peek(ChunkHeader.Size));
            var chunk = source.Peek(header.ChunkLength);
            var plain = opener.Open(header, chunk);
            if (header.Kind == ChunkKind.Begin)
                _identity.Begin();
            if (header.Kind is ChunkKind.Begin or ChunkKind.Bytes)
                _identity.Add(chunk);
            // The plain bytes have a buffer of their own, so the source's is free before the disk has taken them.
            source.Advance(header.ChunkLength);
            return plain;
        }
        catch (ProtocolException e)
        {
            throw new StreamBrokenException(e.Message, e);
        }
    }
}
