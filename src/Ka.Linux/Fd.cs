using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>An open file descriptor, closed once. Dispose while another thread is inside a call on it returns at once, and the
/// descriptor is closed when that call ends (SafeHandle).</summary>
/// <remarks>To close for certain: wake the call (shutdown, a byte in its pipe), join the thread, then dispose.
/// Everything is opened O_CLOEXEC. The number never leaves Ka.Linux.</remarks>
public sealed class Fd : SafeHandle
{
    internal Fd(int number)
        : base(-1, ownsHandle: true) => SetHandle(number);

    private Fd(int number, bool owned)
        : base(-1, owned) => SetHandle(number);

    /// <summary>Descriptors 0, 1 and 2: never closed by us.</summary>
    public static Fd StandardInput { get; } = new(0, owned: false);

    public static Fd StandardOutput { get; } = new(1, owned: false);

    public static Fd StandardError { get; } = new(2, owned: false);

    public override bool IsInvalid => handle == -1;

    internal int Number => (int)handle;

    /// <summary>read(2), EINTR retried. 0 is the end of the file.</summary>
    public unsafe SysResult Read(Span<byte> buffer)
    {
        using var use = Use();
        fixed (byte* start = buffer)
            return Retry(use.Number, start, buffer.Length, &Libc.read);
    }

    /// <summary>write(2), EINTR retried; may write less than asked.</summary>
    public unsafe SysResult Write(ReadOnlySpan<byte> buffer)
    {
        using var use = Use();
        fixed (byte* start = buffer)
            return Retry(use.Number, start, buffer.Length, &Libc.write);
    }

    /// <summary>write(2) until all is written or one call fails. The value is the whole length.</summary>
    public SysResult WriteAll(ReadOnlySpan<byte> buffer)
    {
        var length = buffer.Length;
        while (!buffer.IsEmpty)
        {
            var written = Write(buffer);
            if (!written.IsSuccess)
                return written;
            buffer = buffer[(int)written.Value..];
        }
        return SysResult.Success(length);
    }

    /// <summary>read(2) until the buffer is full or the file ends. The value is what was read.</summary>
    public SysResult ReadFully(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = Read(buffer[filled..]);
            if (!read.IsSuccess)
                return read;
            if (read.Value == 0)
                break;
            filled += (int)read.Value;
        }
        return SysResult.Success(filled);
    }

    internal Borrowed Use() => new(this);

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;

    private static unsafe SysResult Retry(int fd, byte* buffer, int length, delegate* <int, void*, size_t, ssize_t> call)
    {
        SysResult result;
        do result = SysResult.From(call(fd, buffer, length));
        while (result.Is(Errno.EINTR));
        return result;
    }

    /// <summary>Holds the handle open while a system call uses its number.</summary>
    internal readonly ref struct Borrowed
    {
        private readonly Fd _owner;

        public Borrowed(Fd owner)
        {
            var taken = false;
            owner.DangerousAddRef(ref taken);
            _owner = owner;
        }

        public int Number => (int)_owner.handle;

        public void Dispose() => _owner.DangerousRelease();
    }
}
