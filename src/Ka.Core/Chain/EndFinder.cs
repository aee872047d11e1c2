using System;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>Walks from chunk header to chunk header as the window fills and finds the last one, long before a slow disk has
/// come to open it. What it finds is not proven; a receipt is what proves.</summary>
internal sealed class EndFinder
{
    private long _nextHeader;

    /// <summary>Null until the last chunk's header is here.</summary>
    public long? End { get; private set; }

    /// <exception cref="ProtocolException">What is in the window is not a sealed stream.</exception>
    public void Look(Window window)
    {
        Span<byte> header = stackalloc byte[ChunkHeader.Size];
        while (End is null && window.Head >= _nextHeader + ChunkHeader.Size)
        {
            window.CopyTo(_nextHeader, header);
            var chunk = ChunkHeader.Read(header);
            _nextHeader += ChunkHeader.Size + chunk.SealedLength;
            if (chunk.Kind is ChunkKind.EndOfRun or ChunkKind.Abort)
                End = _nextHeader;
        }
    }
}
