using System;

namespace Ka.Store;

/// <summary>A frame's plain bytes while they are filled in and packed.</summary>
internal sealed class PlainFrame
{
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(FrameCutter.Most);

    public int Length { get; set; }

    /// <summary>The frame's number in its stream.</summary>
    public int Number { get; set; }

    /// <summary>Its place below the image's directory.</summary>
    public string Path { get; set; } = "";

    public ReadOnlySpan<byte> Filled => Buffer.AsSpan(0, Length);
}
