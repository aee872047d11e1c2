using System;
using System.Diagnostics;

namespace Ka.Linux;

/// <summary>Reads what a child writes to its pipes, until they end. One thread uses it.</summary>
/// <remarks>A process that the child left behind may hold the pipes for ever. So a pipe is given up a second after the child's
/// end, once everything has been read that was in it at that moment: the child's own output is always complete.</remarks>
public sealed unsafe class ChildOutput
{
    /// <summary>Time for processes that the child left behind.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private const int ProcessSlot = 2;

    private readonly Fd _process;
    private readonly Fd?[] _pipes;
    private readonly long[] _owed = new long[2];
    private readonly PollSet _poll = new(3);
    private long? _ended;
    private int _next;

    /// <summary>Reads both pipes of a child; only the first when its standard error is lossy.</summary>
    public ChildOutput(ChildProcess process, bool readsErrors)
    {
        _process = process.Handle;
        _pipes = [process.Output, readsErrors ? process.Errors : null];
    }

    /// <summary>Nothing is to come any more.</summary>
    public bool IsOver => _pipes is [null, null];

    /// <summary>The child has ended; its status was not taken by that.</summary>
    public bool HasEnded => _ended is not null;

    /// <summary>A pipe was given up, because a process that the child left behind holds it.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Waits for output at most <paramref name="patience"/> (null: without limit), and reads it.</summary>
    /// <param name="stream">1: standard output, 2: standard error.</param>
    /// <returns>Bytes. 0: nothing came, or <see cref="IsOver"/>.</returns>
    /// <exception cref="LinuxException"/>
    public int Read(Span<byte> buffer, TimeSpan? patience, out int stream)
    {
        GiveUpHeld();
        Wait(patience);
        for (var i = 0; i < _pipes.Length; i++)
        {
            _next ^= 1;
            if (_poll.Ready(_next) == PollEvents.None || _pipes[_next] is not { } pipe)
                continue;
            stream = _next + 1;
            var count = (int)pipe.Read(buffer).OrThrow("read from", "pipe");
            _owed[_next] -= count;
            if (count > 0)
                return count;
            _pipes[_next] = null;
        }
        stream = 0;
        return 0;
    }

    private void Wait(TimeSpan? patience)
    {
        var left = _ended is { } ended ? Grace - Stopwatch.GetElapsedTime(ended) : (TimeSpan?)null;
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left;
        for (var i = 0; i < _pipes.Length; i++)
            _poll.Watch(i, _pipes[i], PollEvents.In);
        _poll.Watch(ProcessSlot, _ended is null ? _process : null, PollEvents.In);
        if (!IsOver)
            _poll.Wait(left is null || patience < left ? patience : left).OrThrow("poll", "pipe");
        if (_poll.Ready(ProcessSlot) != PollEvents.None)
            NoteEnd();
    }

    private void NoteEnd()
    {
        _ended = Stopwatch.GetTimestamp();
        for (var i = 0; i < _pipes.Length; i++)
            _owed[i] = Pending(_pipes[i]);
    }

    private void GiveUpHeld()
    {
        if (_ended is not { } ended || Stopwatch.GetElapsedTime(ended) < Grace)
            return;
        for (var i = 0; i < _pipes.Length; i++)
            if (_pipes[i] is not null && _owed[i] <= 0)
                (_pipes[i], IsHeld) = (null, true);
    }

    // pipe(7): FIONREAD gives the bytes that can be read.
    private static long Pending(Fd? pipe)
    {
        if (pipe is null)
            return 0;
        using var use = pipe.Use();
        int count;
        return Libc.ioctl(use.Number, Libc.FIONREAD, &count) == 0 ? count : 0;
    }
}
