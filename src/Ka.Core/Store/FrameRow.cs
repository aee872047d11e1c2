namespace Ka.Store;

/// <summary>A frame of a stream.</summary>
internal sealed record FrameRow
{
    /// <summary>Bytes that it holds, 1 to <see cref="FrameCutter.Most"/>.</summary>
    public required int PlainLength { get; init; }

    /// <summary>SHA-256 of these.</summary>
    public Sum256 PlainSum { get; init; }

    /// <summary>Number of the first entry of the archive that begins in it, from 0; null: no entry does.</summary>
    public long? FirstEntry { get; init; }

    /// <summary>Where that one begins in the plain bytes.</summary>
    public int FirstOffset { get; init; }
}
