using Ka.Linux;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>-e COMMAND</c>: writes to the command's standard input; its exit status counts.</summary>
internal sealed class CommandConsumer(BytePath command) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        using var process = ChildProcess.StartWriting(command);
        var written = 0L;
        try
        {
            while (source.Next() is { IsEmpty: false } piece)
            {
                var result = process.Pipe.WriteAll(piece.Span);
                if (result.Is(Errno.EPIPE))
                    throw new ConsumerException($"'{command}' stopped reading after {written} bytes ({Describe(process.WaitForExit())})");
                result.OrThrow("write to", command);
                written += piece.Length;
            }
        }
        catch (StreamBrokenException)
        {
            // The end of its input would look like the end of the stream.
            process.Terminate();
            throw;
        }
        process.Pipe.Dispose();
        var exit = process.WaitForExit();
        if (exit != 0)
            throw new ConsumerException($"'{command}': {Describe(exit)}");
    }

    private static string Describe(int exit) => exit < 0 ? $"killed by signal {-exit}" : $"exit status {exit}";
}
