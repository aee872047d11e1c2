using System;
using System.Buffers.Binary;
using System.IO;
using Ka.Linux;
using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;
using SharpCompress.Compressors.Xz;

namespace Ka.BootImages.Reading;

/// <summary>What was packed with zstd, xz or gzip.</summary>
internal sealed class UnpackedFeed : ByteFeed
{
    private readonly ByteFeed _packed;
    private readonly Tail? _tail;
    private readonly Stream? _plain;
    private readonly ZstdDecoder? _zstd;
    private bool _isWhole = true;
    private long _given;

    private UnpackedFeed(ByteFeed packed, Func<Stream, Stream>? open)
    {
        _packed = packed;
        _tail = open is null ? null : new Tail(packed);
        _plain = open?.Invoke(_tail!);
        _zstd = open is null ? new ZstdDecoder() : null;
    }

    /// <summary>null: it is packed in another way.</summary>
    public static UnpackedFeed? TryOpen(ByteFeed packed)
    {
        var start = packed.Peek(6);
        return start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? new UnpackedFeed(packed, null)
            : start.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])
                ? new UnpackedFeed(packed, stream => new XZStream(stream))
            : start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])
                ? new UnpackedFeed(packed, stream => new GZipStream(stream, CompressionMode.Decompress))
            : null;
    }

    /// <summary>To be asked at the end: what was packed went to the end of the file, with nothing behind it that was not
    /// seen.</summary>
    public bool ReachesEnd()
    {
        if (_tail is null)
            return !_packed.SkipZeros();
        if (_plain is XZStream)
            return !_tail.SkipZeros();
        // Its decoder reads more than it needs. The file ends with the length of the content; behind a second archive that is
        // another.
        _tail.Drain();
        return _tail.Last == (uint)_given;
    }

    protected override int Fill(Span<byte> buffer)
    {
        var given = _plain is null ? FillZstd(buffer) : _plain.Read(buffer);
        _given += given;
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zstd?.Dispose();
            _plain?.Dispose();
            _tail?.Dispose();
        }
        base.Dispose(disposing);
    }

    private int FillZstd(Span<byte> buffer)
    {
        for (; ; )
        {
            var next = _packed.Peek(1 << 15);
            // Frames may follow each other; anything else is no part of them.
            if (_isWhole && !(next.Length >= 4 && next[..4].SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])))
                return 0;
            if (next.IsEmpty)
                throw new EndOfStreamException("zstd: the file ends early");
            var step = _zstd!.Step(next, buffer);
            if (step.Fault is { } fault)
                throw new InvalidDataException("zstd: " + fault);
            _packed.Skip(step.Taken);
            _isWhole = step.IsFrameEnd;
            if (step.Given > 0)
                return step.Given;
        }
    }

    /// <summary>Remembers the last four bytes.</summary>
    private sealed class Tail(ByteFeed packed) : ByteFeed
    {
        private readonly byte[] _last = new byte[4];

        /// <summary>In the order of RFC 1952: the least comes first.</summary>
        public uint Last => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public void Drain()
        {
            Span<byte> waste = stackalloc byte[4096];
            while (Read(waste) > 0) { }
        }

        protected override int Fill(Span<byte> buffer)
        {
            var count = packed.Read(buffer);
            var last = buffer[Math.Max(0, count - _last.Length)..count];
            _last.AsSpan(last.Length).CopyTo(_last);
            last.CopyTo(_last.AsSpan(_last.Length - last.Length));
            return count;
        }
    }
}
