using System;

namespace Ka.Linux;

/// <summary>The pipes between this process and the standard streams of a child that is being started.</summary>
internal sealed unsafe class ChildPipes : IDisposable
{
    /// <summary>Bytes of a pipe: a larger one saves wake-ups.</summary>
    internal const int Length = 1 << 20;

    private readonly Fd?[] _ours = new Fd?[3];
    private bool _isKept;

    internal ChildPipes(ProcessOptions options)
    {
        try
        {
            Make(0, options.Input);
            Make(1, options.Output);
            Make(2, options.Errors);
        }
        catch
        {
            Dispose();
            throw;
        }
        if (options.Output == ChildStream.SameAsErrors)
            Theirs[1] = Theirs[2];
    }

    /// <summary>The child's ends. They are closed here as soon as the child has them.</summary>
    internal Fd?[] Theirs { get; } = new Fd?[3];

    internal Fd? Output => _ours[1];

    internal Fd? Errors => _ours[2];

    internal ChildInput? Input(Fd process) => _ours[0] is { } pipe ? new ChildInput(pipe, process) : null;

    /// <summary>Leaves our ends to <paramref name="owner"/>.</summary>
    internal ChildProcess Keep(ChildProcess owner)
    {
        _isKept = true;
        return owner;
    }

    public void Dispose()
    {
        foreach (var end in Theirs)
            end?.Dispose();
        foreach (var end in _ours)
            if (!_isKept)
                end?.Dispose();
    }

    private void Make(int stream, ChildStream kind)
    {
        if (kind is not (ChildStream.Pipe or ChildStream.LossyPipe))
            return;
        var ends = stackalloc int[2];
        SysResult
            .From(Libc.pipe2(ends, Libc.O_CLOEXEC | (kind == ChildStream.LossyPipe ? Libc.O_NONBLOCK : 0)))
            .OrThrow("pipe", "");
        // The kernel may refuse (pipe-user-pages-soft): then the pipe stays at 64 KiB.
        _ = Libc.fcntl(ends[1], Libc.F_SETPIPE_SZ, Length);
        var (ours, theirs) = stream == 0 ? (ends[1], ends[0]) : (ends[0], ends[1]);
        (_ours[stream], Theirs[stream]) = (new Fd(ours), new Fd(theirs));
        // ChildInput waits for the process as well, so it must not block in write(2).
        if (stream == 0)
            SysResult.From(Libc.fcntl(ours, Libc.F_SETFL, Libc.O_NONBLOCK)).OrThrow("fcntl", "pipe");
    }
}
