using System;
using Ka.Streams;

namespace Ka.Store;

/// <summary>The plain bytes of a stored stream, from the beginning of a frame to the end.</summary>
/// <param name="first">The number of the first frame.</param>
public sealed class FrameSource(StoredFrames frames, int first = 0) : IByteSource
{
    private int _next = first;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Next()
    {
        if (_next == frames.Count)
            return ReadOnlyMemory<byte>.Empty;
        try
        {
            return frames.Decode(_next, frames.Read(_next++));
        }
        catch (StoreException e)
        {
            throw new StreamBrokenException(e.Message, e);
        }
    }
}
