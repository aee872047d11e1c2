using System;
using System.IO;

namespace Ka.BootImages.Reading;

/// <summary>Bytes that are read once, from the front, with a look ahead.</summary>
internal abstract class ByteFeed : Stream
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Bytes that were taken.</summary>
    public override long Position { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>The next bytes without taking them; fewer at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            if (Fill(_buffer.AsSpan(_end)) is > 0 and var filled)
                _end += filled;
            else
                break;
        }
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
            (_start, _end) = (0, Fill(_buffer));
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void Skip(long count)
    {
        Span<byte> waste = stackalloc byte[4096];
        for (; count > 0; count -= Math.Min(count, waste.Length))
            ReadExactly(waste[..(int)Math.Min(count, waste.Length)]);
    }

    /// <summary>Takes zeros; true when something follows them.</summary>
    public bool SkipZeros()
    {
        for (; ; )
        {
            var next = Peek(512);
            var zeros = next.IndexOfAnyExcept((byte)0);
            if (next.IsEmpty)
                return false;
            Skip(zeros < 0 ? next.Length : zeros);
            if (zeros >= 0)
                return true;
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>More bytes; 0 at the end.</summary>
    protected abstract int Fill(Span<byte> buffer);
}
