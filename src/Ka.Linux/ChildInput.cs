using System;
using System.Diagnostics;

namespace Ka.Linux;

/// <summary>The pipe to a child's standard input. Closed by <see cref="Dispose"/>. One thread writes.</summary>
public sealed class ChildInput : IDisposable
{
    private readonly Fd _pipe;
    private readonly Fd _process;
    private readonly PollSet _poll = new(2);
    private long? _ended;

    internal ChildInput(Fd pipe, Fd process) => (_pipe, _process) = (pipe, process);

    /// <summary>Writes all bytes; waits for the child to read. EPIPE: the child has closed its standard input, or has ended and a
    /// process that it left behind holds the pipe without reading it for a second.</summary>
    public SysResult WriteAll(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        while (!bytes.IsEmpty)
        {
            var written = _pipe.Write(bytes);
            if (written.IsSuccess)
                bytes = bytes[(int)written.Value..];
            else if (!written.Is(Errno.EAGAIN))
                return written;
            else if (!WaitForReader())
                return SysResult.Failure(Errno.EPIPE);
        }
        return SysResult.Success(length);
    }

    public void Dispose() => _pipe.Dispose();

    /// <returns>false: there is no reader any more.</returns>
    private bool WaitForReader()
    {
        var left = _ended is { } ended ? ChildOutput.Grace - Stopwatch.GetElapsedTime(ended) : (TimeSpan?)null;
        if (left <= TimeSpan.Zero)
            return false;
        _poll.Watch(0, _pipe, PollEvents.Out);
        _poll.Watch(1, _ended is null ? _process : null, PollEvents.In);
        _poll.Wait(left).OrThrow("poll", "pipe");
        if (_poll.Ready(1) != PollEvents.None)
            _ended = Stopwatch.GetTimestamp();
        return true;
    }
}
