using System;
using System.Buffers;
using Ka.Linux;

namespace Ka.Tools.Archive;

/// <summary>Fills chunks of 1 MiB and writes each to a descriptor.</summary>
internal sealed class DescriptorChunks(Fd target) : IBufferWriter<byte>
{
    private const int ChunkSize = 1 << 20;

    private readonly byte[] _chunk = new byte[ChunkSize];
    private int _filled;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (ChunkSize - _filled < Math.Max(sizeHint, 1))
            Flush();
        return _chunk.AsSpan(_filled);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _ = GetSpan(sizeHint);
        return _chunk.AsMemory(_filled);
    }

    public void Advance(int count) => _filled += count;

    /// <exception cref="LinuxException"/>
    public void Flush()
    {
        target.WriteAll(_chunk.AsSpan(0, _filled)).OrThrow("write", "the archive");
        _filled = 0;
    }
}
