using System;

namespace Ka.Linux;

/// <content>Contents at a position: holes, lengths, read-ahead.</content>
public static unsafe partial class Files
{
    /// <summary>The first position at or after <paramref name="offset"/> that holds data; ENXIO when only a hole is left.
    /// Moves the file position.</summary>
    public static SysResult SeekData(Fd file, long offset) => Seek(file, offset, Sys.SEEK_DATA);

    /// <summary>The first position at or after <paramref name="offset"/> that is a hole; the end of the file counts as one.
    /// Moves the file position.</summary>
    public static SysResult SeekHole(Fd file, long offset) => Seek(file, offset, Sys.SEEK_HOLE);

    /// <summary>The next read or write starts at <paramref name="offset"/>.</summary>
    public static SysResult SeekTo(Fd file, long offset) => Seek(file, offset, 0);

    /// <summary>Bytes of a block device or a file. Moves the file position there.</summary>
    public static SysResult SeekEnd(Fd file) => Seek(file, 0, Libc.SEEK_END);

    /// <summary>pwrite(2) until all is written or one call fails.</summary>
    public static SysResult WriteAllAt(Fd file, ReadOnlySpan<byte> bytes, long offset)
    {
        using var use = file.Use();
        fixed (byte* start = bytes)
            for (var done = 0; done < bytes.Length; )
            {
                var written = SysResult.From(Libc.pwrite(use.Number, start + done, bytes.Length - done, offset + done));
                if (written.Is(Errno.EINTR))
                    continue;
                if (!written.IsSuccess)
                    return written;
                done += (int)written.Value;
            }
        return SysResult.Success(bytes.Length);
    }

    /// <summary>ftruncate(2): what is added is a hole.</summary>
    public static SysResult SetLength(Fd file, long length)
    {
        using var use = file.Use();
        return SysResult.From(Libc.ftruncate(use.Number, length));
    }

    /// <summary>Starts reading the first <paramref name="length"/> bytes into the page cache and does not wait for
    /// them.</summary>
    public static void Prefetch(Fd file, long length)
    {
        using var use = file.Use();
        _ = Libc.posix_fadvise(use.Number, 0, length, Libc.POSIX_FADV_WILLNEED);
    }

    /// <summary>Drops what the page cache has of a file, so that the next read asks the disk. What is dirty, or mapped by a
    /// running program, stays.</summary>
    public static void ForgetCached(Fd file)
    {
        using var use = file.Use();
        _ = Libc.posix_fadvise(use.Number, 0, 0, Libc.POSIX_FADV_DONTNEED);
    }

    private static SysResult Seek(Fd file, long offset, int whence)
    {
        using var use = file.Use();
        return SysResult.From(Libc.lseek(use.Number, offset, whence));
    }
}
