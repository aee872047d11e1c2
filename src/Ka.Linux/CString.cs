using System;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>A path on the stack with the NUL that C wants at its end. Longer than PATH_MAX or with a NUL inside it is
/// refused before the kernel could see half of it.</summary>
internal unsafe ref struct CString
{
    /// <summary>PATH_MAX of linux/limits.h, its NUL included.</summary>
    internal const int PathMax = 4096;

    private Buffer _buffer;

    /// <returns>false with <paramref name="errno"/> ENAMETOOLONG or EINVAL when the kernel could not take this path.</returns>
    internal bool TrySet(ReadOnlySpan<byte> path, out Errno errno)
    {
        errno =
            path.Length >= PathMax ? Errno.ENAMETOOLONG
            : path.Contains((byte)0) ? Errno.EINVAL
            : Errno.OK;
        if (errno != Errno.OK)
            return false;
        path.CopyTo(_buffer);
        _buffer[path.Length] = 0;
        return true;
    }

    /// <summary>The path of an open descriptor in /proc, or of an entry in that directory.</summary>
    /// <returns>false when it would be too long or has a NUL.</returns>
    internal bool SetDescriptor(int number, ReadOnlySpan<byte> entry)
    {
        Span<byte> target = _buffer;
        "/proc/self/fd/"u8.CopyTo(target);
        var length = "/proc/self/fd/"u8.Length;
        number.TryFormat(target[length..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        length += digits;
        if (length + 1 + entry.Length >= PathMax || entry.Contains((byte)0))
            return false;
        if (!entry.IsEmpty)
            target[length++] = (byte)'/';
        entry.CopyTo(target[length..]);
        target[length + entry.Length] = 0;
        return true;
    }

    /// <summary>Valid while this variable is: it must be a local, which the compiler keeps on the stack.</summary>
    internal byte* Pointer => (byte*)Unsafe.AsPointer(ref _buffer[0]);

    [InlineArray(PathMax)]
    private struct Buffer
    {
        private byte _first;
    }
}
