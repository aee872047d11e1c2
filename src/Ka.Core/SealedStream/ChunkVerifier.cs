using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>A check of the sealed stream as its bytes arrive: headers, sequence numbers and the check of every chunk.</summary>
/// <remarks><para>It needs no key, so a relay finds damage long before its own disk opens the chunk. A relay forwards bytes
/// before their chunk is whole; every node behind it finds the same damage and goes back to the same position.</para>
/// <para>Belongs to one thread.</para></remarks>
public sealed class ChunkVerifier
{
    private readonly byte[] _headerBytes = new byte[ChunkHeader.Size];
    private ChunkHeader _header;
    private uint _check;
    private long _sequence;

    /// <summary>Position of the next byte that <see cref="Append"/> expects.</summary>
    public long Position { get; private set; }

    /// <summary>Position behind the last chunk that arrived undamaged.</summary>
    public long VerifiedTo { get; private set; }

    /// <summary>Position where the stream ends; null until the last chunk's header has arrived.</summary>
    public long? End { get; private set; }

    /// <summary>True when the whole stream is verified.</summary>
    public bool IsComplete => VerifiedTo == End;

    private long ChunkEnd => VerifiedTo + _header.ChunkLength;

    /// <summary>Checks the next bytes of the stream, a piece of any length. Bytes behind its end are ignored.</summary>
    /// <exception cref="ProtocolException">The bytes differ from what was sent; go on with <see cref="Rewind"/>.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsComplete)
        {
            var inChunk = (int)(Position - VerifiedTo);
            var count = inChunk < ChunkHeader.Size ? AppendHeader(bytes, inChunk) : AppendBody(bytes);
            bytes = bytes[count..];
        }
    }

    /// <summary>Goes back to <see cref="VerifiedTo"/>; the bytes behind it are expected again.</summary>
    public void Rewind()
    {
        Position = VerifiedTo;
        if (End > VerifiedTo)
            End = null;
    }

    private int AppendHeader(ReadOnlySpan<byte> bytes, int start)
    {
        var count = Math.Min(bytes.Length, ChunkHeader.Size - start);
        bytes[..count].CopyTo(_headerBytes.AsSpan(start));
        Position += count;
        if (start + count == ChunkHeader.Size)
            BeginChunk();
        return count;
    }

    private void BeginChunk()
    {
        _header = ChunkHeader.Read(_headerBytes);
        if (_header.Sequence != _sequence)
            throw new ProtocolException($"chunk {_header.Sequence} where {_sequence} is due");
        _check = 0;
        if (_header.Kind == ChunkKind.EndOfRun)
            End = ChunkEnd;
    }

    private int AppendBody(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(bytes.Length, ChunkEnd - Position);
        _check = Crc32.Append(_check, bytes[..count]);
        Position += count;
        if (Position == ChunkEnd)
            EndChunk();
        return count;
    }

    private void EndChunk()
    {
        if (_check != _header.SealedCheck)
            throw new ProtocolException($"chunk {_header.Sequence}: damaged on the way");
        VerifiedTo = Position;
        _sequence++;
    }
}
