using System;
using System.Buffers;
using Ka.Linux;

namespace Ka.Store;

/// <summary>A file of a draft that is written piece by piece. One thread.</summary>
public sealed class DraftFile : IBufferWriter<byte>, IDisposable
{
    private readonly BytePath _path;
    private readonly Fd _file;
    private byte[] _buffer = new byte[256 << 10];
    private int _used;

    internal DraftFile(BytePath path) => (_path, _file) = (path, Files.CreateNew(path, FilePermissions.Private));

    /// <inheritdoc/>
    public void Advance(int count) => _used += count;

    /// <inheritdoc/>
    /// <exception cref="LinuxException">The disk is full.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _used < Math.Max(1, sizeHint))
            Flush();
        if (_buffer.Length < sizeHint)
            _buffer = new byte[sizeHint];
        return _buffer.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Hands everything to the kernel.</summary>
    /// <exception cref="LinuxException">The disk is full.</exception>
    public void Flush()
    {
        _file.WriteAll(_buffer.AsSpan(0, _used)).OrThrow("write", _path);
        _used = 0;
    }

    public void Dispose() => _file.Dispose();
}
