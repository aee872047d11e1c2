using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Memory outside the garbage collector's heap, zeroed, taken from the kernel page by page as it is first touched
/// (mmap(2), anonymous). A span of it is valid until <see cref="SafeHandle.Dispose()"/>: the owner joins its threads
/// first.</summary>
public sealed unsafe class MemoryRegion : SafeHandle
{
    /// <exception cref="LinuxException">ENOMEM: names the size.</exception>
    public MemoryRegion(long length)
        : base(-1, ownsHandle: true)
    {
        const int NoFile = -1;
        var address = (nint)
            Libc.mmap(
                null,
                (size_t)(ulong)length,
                Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS,
                NoFile,
                0
            );
        SysResult.From(address).OrThrow("mmap", $"{length} bytes");
        SetHandle(address);
        Length = length;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    public override bool IsInvalid => handle == -1;

    /// <exception cref="ArgumentOutOfRangeException">The slice does not lie inside.</exception>
    public Span<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new Span<byte>((byte*)handle + offset, length);
    }

    protected override bool ReleaseHandle() => Libc.munmap((void*)handle, (size_t)(ulong)Length) == 0;
}
