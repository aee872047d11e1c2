using System;
using Ka.Linux;
using Ka.Streams;

namespace Ka.Receiver;

/// <summary>Gives the bytes of a stream to a program on its standard input; its exit status counts.</summary>
/// <param name="name">The program's name in messages.</param>
/// <param name="reason">Makes the reason of a failure from the program's standard error.</param>
internal sealed class ProgramInput(ProcessOptions program, string name, Func<string, string>? reason = null)
{
    /// <summary>Runs the program to its end.</summary>
    /// <exception cref="ConsumerException">The program failed, or ended before it had read everything.</exception>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    /// <exception cref="StreamBrokenException">The stream has no end; the program was terminated.</exception>
    public void CopyFrom(IByteSource source)
    {
        using var process = ChildProcess.Start(program with { Input = ChildStream.Pipe });
        try
        {
            Pump(source, process);
        }
        catch (StreamBrokenException)
        {
            // The end of its input would look like the end of the stream.
            process.Terminate();
            throw;
        }
        process.Input!.Dispose();
        var exit = process.WaitForExit();
        if (!exit.IsSuccess)
            throw new ConsumerException($"{name}: {Describe(process, exit)}");
    }

    private void Pump(IByteSource source, ChildProcess process)
    {
        var written = 0L;
        while (source.Next() is { IsEmpty: false } piece)
        {
            var result = process.Input!.WriteAll(piece.Span);
            if (result.Is(Errno.EPIPE))
                throw new ConsumerException(
                    $"{name} stopped reading after {written} bytes ({Describe(process, process.WaitForExit())})"
                );
            result.OrThrow("write to", name);
            written += piece.Length;
        }
    }

    private string Describe(ChildProcess process, ExitStatus exit) =>
        reason is null || exit.Code < 0 ? $"{exit}" : $"{exit}: {reason(process.TakeErrors())}";
}
