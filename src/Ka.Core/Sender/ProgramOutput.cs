using System;
using System.Buffers;
using Ka.Linux;

namespace Ka.Sender;

/// <summary>The standard output of a program as the bytes of a stream; its exit status counts.</summary>
/// <param name="name">The program's name in messages.</param>
/// <param name="reason">Makes the reason of a failure from the program's standard error.</param>
/// <remarks><see cref="Cancel"/> may come from any thread, also before <see cref="CopyTo"/>.</remarks>
internal sealed class ProgramOutput(ProcessOptions program, string name, Func<string, string>? reason = null)
{
    private readonly object _starting = new();
    private ChildProcess? _process;
    private bool _cancelled;

    /// <summary>Runs the program to its end and copies all of its output.</summary>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    /// <exception cref="ProducerException">The program failed, or its output has no end.</exception>
    public void CopyTo(IBufferWriter<byte> output)
    {
        using var process = Start();
        var pipe = new ChildOutput(process, readsErrors: false);
        while (!pipe.IsOver)
            output.Advance(pipe.Read(output.GetSpan(), null, out _));
        var exit = process.WaitForExit();
        if (!exit.IsSuccess)
            throw new ProducerException(
                $"{name}: {exit}{(reason is null || exit.Code < 0 ? "" : ": " + reason(process.TakeErrors()))}"
            );
        // What that process would still write belongs to the stream, or does not: a copy that may be cut short is none.
        if (pipe.IsHeld)
            throw new ProducerException($"{name}: it has ended, and a process that it left behind holds its output open");
    }

    /// <summary>Ends the program.</summary>
    public void Cancel()
    {
        lock (_starting)
        {
            _cancelled = true;
            _process?.Terminate();
        }
    }

    private ChildProcess Start()
    {
        lock (_starting)
            return _process = _cancelled
                ? throw new ProducerException("cancelled")
                : ChildProcess.Start(program with { Output = ChildStream.Pipe });
    }
}
