using System;
using System.IO.Hashing;
using System.Threading;
using Ka.Chain;
using Ka.Sealing;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The run as this node's consumer sees it: opens the window's chunks in order, stream after stream, and proves each
/// stream's length and hash before it says that it is complete. Belongs to one thread.</summary>
internal sealed class SealedStreamReader(Window window, ChunkOpener opener) : IByteSource
{
    private readonly byte[] _seam = new byte[WireLimits.Chunk];
    private readonly XxHash128 _hash = new();
    private long _position;
    private long _streamLength;
    private long _plainBytes;
    private uint _streams;
    private bool _inStream;

    /// <summary>The last stream's end record; its length and hash are what this node itself counted.</summary>
    public StreamEnd? LastEnd { get; private set; }

    /// <summary>Plain bytes of all streams so far. Read by any thread.</summary>
    public long PlainBytes => Volatile.Read(ref _plainBytes);

    /// <summary>The number of the stream that was begun last, from 1.</summary>
    public uint Number => _streams;

    /// <summary>The next stream, whose bytes <see cref="Next"/> then gives; null: the run is complete.</summary>
    /// <exception cref="StreamBrokenException"/>
    public StreamBegin? BeginNext()
    {
        var record = Open(out var header);
        if (header.Kind == ChunkKind.EndOfRun)
            return RunEnd.Decode(record.Span).Streams == _streams
                ? null
                : throw new StreamBrokenException($"the run ends after {_streams} streams instead of {RunEnd.Decode(record.Span).Streams}");
        if (header.Kind != ChunkKind.Begin || header.Stream != _streams + 1)
            throw new StreamBrokenException($"{header.Kind} of stream {header.Stream} where stream {_streams + 1} is due");
        _streams++;
        _streamLength = 0;
        LastEnd = null;
        _inStream = true;
        _hash.Reset();
        return StreamBegin.Decode(record.Span);
    }

    public ReadOnlyMemory<byte> Next()
    {
        if (!_inStream)
            return ReadOnlyMemory<byte>.Empty;
        var bytes = Open(out var header);
        if (header.Stream != _streams || (header.Kind == ChunkKind.Bytes && header.PlainOffset != _streamLength))
            throw new StreamBrokenException($"bytes of stream {header.Stream} at {header.PlainOffset} where {_streams} at {_streamLength} is due");
        switch (header.Kind)
        {
            case ChunkKind.Bytes:
                _streamLength += bytes.Length;
                Volatile.Write(ref _plainBytes, _plainBytes + bytes.Length);
                _hash.Append(bytes.Span);
                return bytes;
            case ChunkKind.End:
                LastEnd = Proven(StreamEnd.Decode(bytes.Span));
                _inStream = false;
                return ReadOnlyMemory<byte>.Empty;
            default:
                throw new StreamBrokenException($"{header.Kind} inside stream {_streams}");
        }
    }

    private StreamEnd Proven(StreamEnd end)
    {
        if (end.PlainLength != _streamLength)
            throw new StreamBrokenException($"stream {_streams}: {_streamLength} bytes came, {end.PlainLength} were sent");
        return end.Hash == _hash.GetCurrentHashAsUInt128()
            ? end
            : throw new StreamBrokenException($"stream {_streams}: the hash of what came is not that of what was sent");
    }

    private ReadOnlyMemory<byte> Open(out ChunkHeader header)
    {
        try
        {
            Span<byte> headerBytes = stackalloc byte[ChunkHeader.Size];
            window.WaitBeyond(_position);
            window.CopyTo(_position, headerBytes);
            header = ChunkHeader.Read(headerBytes);
            var plain = opener.Open(header, headerBytes, Contiguous(_position + ChunkHeader.Size, header.SealedLength));
            _position += ChunkHeader.Size + header.SealedLength;
            // The plain bytes have left the window: its room is free although the disk has not seen them yet.
            window.Consume(_position);
            return plain;
        }
        catch (Exception e) when (e is ProtocolException or WindowBrokenException)
        {
            throw new StreamBrokenException(e.Message, e);
        }
    }

    // A chunk that lies across the ring's seam is the one in hundreds that costs a copy.
    private ReadOnlySpan<byte> Contiguous(long position, int length)
    {
        var piece = window.From(position);
        if (piece.Length >= length)
            return piece[..length];
        var copy = _seam.AsSpan(0, length);
        window.CopyTo(position, copy);
        return copy;
    }
}
