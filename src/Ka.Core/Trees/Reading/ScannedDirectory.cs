using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>A directory that is being read: open while its entries are sent or its subdirectories are still to be opened.
/// The scanning thread may let go of the descriptor in between (trees deeper than descriptors last) and get it back.</summary>
internal sealed class ScannedDirectory
{
    private readonly ScannedDirectory? _parent;
    private readonly byte[] _name;
    private readonly object _references = new();
    private int _count = 1;
    private Fd? _fd;
    private FileStatus _status;

    public ScannedDirectory(ScannedDirectory? parent, byte[] name)
    {
        _parent = parent;
        _name = name;
    }

    /// <summary>Valid between <see cref="TryAcquire"/> and <see cref="Release"/>.</summary>
    public Fd Fd => _fd ?? throw new ObjectDisposedException(nameof(ScannedDirectory));

    /// <summary>There is a descriptor: neither a mount point nor refused to us.</summary>
    public bool IsOpen => _fd is not null;

    /// <summary>Takes over the first descriptor. The caller holds the only reference.</summary>
    public void Opened(Fd fd, in FileStatus status)
    {
        _fd = fd;
        _status = status;
    }

    public void Release()
    {
        lock (_references)
            if (--_count == 0)
            {
                _fd?.Dispose();
                _fd = null;
            }
    }

    /// <summary>Adds a reference; opens the directory again from the nearest open ancestor when there was no reference.</summary>
    /// <returns>ENOENT too when the directory found there is another one.</returns>
    public SysResult TryAcquire()
    {
        if (TryShare())
            return SysResult.Success(0);
        var closed = new Stack<ScannedDirectory>();
        var open = this;
        while (!open.TryShare())
        {
            closed.Push(open);
            open = open._parent!;
        }
        while (closed.TryPop(out var next))
        {
            var result = next.Reopen(open.Fd);
            open.Release();
            if (!result.IsSuccess)
                return result;
            open = next;
        }
        return SysResult.Success(0);
    }

    private bool TryShare()
    {
        lock (_references)
        {
            if (_count > 0)
                _count++;
            return _count > 0;
        }
    }

    private SysResult Reopen(Fd parent)
    {
        var result = Files.TryOpenDirectoryQuietly(parent, _name, out var fd);
        if (result.IsSuccess)
            result =
                FileStatus.TryGet(fd, out var status) is { IsSuccess: false } failed ? failed
                : status.Inode != _status.Inode || status.Device != _status.Device ? SysResult.Failure(Errno.ENOENT)
                : result;
        if (!result.IsSuccess)
        {
            fd.Dispose();
            return result;
        }
        Interlocked.MemoryBarrier();
        _fd = fd;
        _count = 1;
        return result;
    }
}
