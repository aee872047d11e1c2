using System;
using System.Threading;
using Ka.Streams;

namespace Ka.Tar;

/// <summary>The archive being read: blocks, stretches of contents, and how far we are.</summary>
internal sealed class ArchiveInput(IByteSource source)
{
    private readonly byte[] _block = new byte[TarLayout.BlockSize];
    private ReadOnlyMemory<byte> _piece;
    private bool _ended;
    private long _position;

    /// <summary>Bytes consumed; readable from any thread.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>The next header block, valid until the next call.</summary>
    /// <exception cref="ArchiveException">The stream ends before the end of the archive.</exception>
    public ReadOnlySpan<byte> ReadBlock()
    {
        if (_piece.Length >= TarLayout.BlockSize)
            return Take(TarLayout.BlockSize);
        ReadExactly(_block);
        return _block;
    }

    /// <summary>1 to <paramref name="most"/> bytes, as many as are at hand, valid until the next call.</summary>
    /// <exception cref="ArchiveException">The stream ends here.</exception>
    public ReadOnlySpan<byte> Take(long most)
    {
        if (!TryFill())
            throw new ArchiveException(_position, "truncated");
        var count = (int)Math.Min(most, _piece.Length);
        var taken = _piece.Span[..count];
        _piece = _piece[count..];
        Volatile.Write(ref _position, _position + count);
        return taken;
    }

    public void ReadExactly(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var taken = Take(target.Length);
            taken.CopyTo(target);
            target = target[taken.Length..];
        }
    }

    public void Skip(long count)
    {
        while (count > 0)
            count -= Take(count).Length;
    }

    /// <summary>Reads what follows the end of the archive, which may be zeros only, to the end of the stream.</summary>
    public void Drain()
    {
        while (TryFill())
        {
            var start = _position;
            var rest = Take(_piece.Length);
            var other = rest.IndexOfAnyExcept((byte)0);
            if (other >= 0)
                throw new ArchiveException(start + other, "more bytes after the end of the archive");
        }
    }

    private bool TryFill()
    {
        if (_piece.IsEmpty && !_ended)
        {
            _piece = source.Next();
            _ended = _piece.IsEmpty;
        }
        return !_piece.IsEmpty;
    }
}
