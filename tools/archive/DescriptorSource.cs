using System;
using Ka.Linux;
using Ka.Streams;

namespace Ka.Tools.Archive;

/// <summary>A descriptor in the pieces it comes in, up to 1 MiB.</summary>
internal sealed class DescriptorSource(Fd source) : IByteSource
{
    private readonly byte[] _piece = new byte[1 << 20];

    public ReadOnlyMemory<byte> Next() => _piece.AsMemory(0, (int)source.Read(_piece).OrThrow("read", "the archive"));
}
