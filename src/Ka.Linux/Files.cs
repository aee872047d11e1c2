using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace Ka.Linux;

/// <summary>Files by name. The descriptor comes first, the path second; a path is bytes without a NUL.</summary>
/// <remarks>Where both are needed, <c>TryX</c> returns the errno and leaves an invalid descriptor, <c>X</c> throws.</remarks>
public static unsafe partial class Files
{
    /// <summary>open(2) for reading, relative to the working directory.</summary>
    public static SysResult TryOpenRead(ReadOnlySpan<byte> path, out Fd file) =>
        OpenAt(Libc.AT_FDCWD, path, Libc.O_RDONLY, 0, out file);

    /// <inheritdoc cref="TryOpenRead"/>
    /// <exception cref="LinuxException"/>
    public static Fd OpenRead(BytePath path)
    {
        TryOpenRead(path, out var file).OrThrow("open", path);
        return file;
    }

    /// <summary>All that is left in a small file (a token, /proc/self/cmdline).</summary>
    /// <exception cref="LinuxException">A read failed, or there is more than <paramref name="limit"/> bytes (EFBIG).</exception>
    public static byte[] ReadToEnd(Fd file, BytePath name, int limit = 1 << 20)
    {
        var content = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var count = (int)file.Read(buffer).OrThrow("read", name);
            if (count == 0)
                return content.ToArray();
            content.Write(buffer, 0, count);
            if (content.Length > limit)
                throw new LinuxException("read", $"'{name}'", Errno.EFBIG);
        }
    }

    /// <summary>Reads a small file whole, where any failure is an answer (sysfs: EIO, EINVAL); EFBIG when there is more than
    /// <paramref name="limit"/> bytes. The value is the length.</summary>
    public static SysResult TryReadAll(ReadOnlySpan<byte> path, out byte[] content, int limit = 1 << 20)
    {
        content = [];
        var result = TryOpenRead(path, out var file);
        using var closing = file;
        var bytes = new MemoryStream();
        var buffer = new byte[4096];
        while (result.IsSuccess)
        {
            result = file.Read(buffer);
            if (!result.IsSuccess)
                break;
            bytes.Write(buffer, 0, (int)result.Value);
            if (bytes.Length > limit)
                return SysResult.Failure(Errno.EFBIG);
            if (result.Value > 0)
                continue;
            content = bytes.ToArray();
            return SysResult.Success(content.Length);
        }
        return result;
    }

    [SkipLocalsInit]
    private static SysResult OpenAt(int directory, ReadOnlySpan<byte> path, int flags, uint mode, out Fd file)
    {
        Unsafe.SkipInit(out CString name);
        SysResult result;
        if (!name.TrySet(path, out var errno))
            result = SysResult.Failure(errno);
        else
            do result = SysResult.From(Libc.openat(directory, name.Pointer, flags | Libc.O_CLOEXEC, (mode_t)mode));
            while (result.Is(Errno.EINTR));
        file = new Fd(result.IsSuccess ? (int)result.Value : -1);
        return result;
    }
}
