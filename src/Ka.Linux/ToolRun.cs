using System;
using System.Diagnostics;
using System.IO;
using System.Text;

namespace Ka.Linux;

/// <summary>One run of a tool: collects its output, and ends it when its time limit has passed.</summary>
internal sealed class ToolRun(ChildProcess process, TimeSpan? limit)
{
    /// <summary>Time between SIGTERM and SIGKILL.</summary>
    private static readonly TimeSpan s_terminated = TimeSpan.FromSeconds(5);

    /// <summary>Time between SIGKILL and leaving the process to the kernel, which cannot end one in uninterruptible
    /// sleep.</summary>
    private static readonly TimeSpan s_killed = TimeSpan.FromSeconds(1);

    private readonly ChildOutput _output = new(process, readsErrors: true);
    private readonly MemoryStream[] _contents = [new(), new()];
    private readonly byte[] _buffer = new byte[64 << 10];
    private TimeSpan? _deadline = limit;
    private int _signals;

    /// <summary>Waits for the end of the tool.</summary>
    /// <exception cref="LinuxException"/>
    internal ProcessResult Run()
    {
        var start = Stopwatch.GetTimestamp();
        var status = new ExitStatus(-Libc.SIGKILL);
        while (!Step(_deadline - Stopwatch.GetElapsedTime(start), ref status) && Escalate(Stopwatch.GetElapsedTime(start)))
        {
            // Read, or waited for a signal to take effect.
        }
        return new ProcessResult(status.Code, _contents[0].ToArray(), Encoding.UTF8.GetString(_contents[1].ToArray()))
        {
            IsTimedOut = _signals > 0,
        };
    }

    /// <returns>true: the tool has ended.</returns>
    private bool Step(TimeSpan? left, ref ExitStatus status)
    {
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left;
        if (_output.IsOver)
            return process.TryWaitForExit(left, out var exit) && (status = exit) is var _;
        var count = _output.Read(_buffer, left, out var stream);
        if (count > 0 && _contents[stream - 1].Length < ProcessResult.MaxOutput)
            _contents[stream - 1].Write(_buffer, 0, count);
        return false;
    }

    /// <returns>false: even SIGKILL did not end the tool.</returns>
    private bool Escalate(TimeSpan elapsed)
    {
        // Processes left behind by a tool that has ended are no part of its time.
        if (!(elapsed >= _deadline) || _output.HasEnded)
            return true;
        _deadline = elapsed + (_signals == 0 ? s_terminated : s_killed);
        if (_signals == 0)
            process.Terminate();
        else
            process.Kill();
        return _signals++ < 2;
    }
}
