using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>The kinds of chunks.</summary>
public enum ChunkKind : byte
{
    /// <summary>A <see cref="StreamBegin"/>: a stream starts.</summary>
    Begin = 1,

    /// <summary>The stream's next plain bytes.</summary>
    Bytes = 2,

    /// <summary>A <see cref="StreamEnd"/>: the stream is whole, and this is its length and hash.</summary>
    End = 3,

    /// <summary>A <see cref="RunEnd"/>: all streams were sent; no chunk follows.</summary>
    EndOfRun = 4,
}
