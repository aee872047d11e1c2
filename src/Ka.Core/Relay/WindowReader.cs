using System;
using Ka.SealedStream;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>The local reader of a window: reads verified bytes in order and gives their space back.</summary>
/// <remarks>Belongs to the consumer's thread.</remarks>
public sealed class WindowReader(Window window) : ISealedSource
{
    private readonly byte[] _joined = new byte[WireLimits.Chunk];
    private long _position;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Peek(int length)
    {
        try
        {
            window.WaitForVerified(_position + length);
        }
        catch (WindowClosedException e)
        {
            throw new StreamBrokenException(e.Message, e);
        }
        var piece = window.From(_position);
        return piece.Length >= length ? piece[..length] : Join(length);
    }

    /// <inheritdoc/>
    public void Advance(int length)
    {
        _position += length;
        window.Consume(_position);
    }

    // The chunk lies across the end of the ring, as one in hundreds does.
    private ReadOnlySpan<byte> Join(int length)
    {
        var joined = _joined.AsSpan(0, length);
        window.CopyTo(_position, joined);
        return joined;
    }
}
