using System.Buffers;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Golden;

/// <summary><c>-e COMMAND</c>: what the command prints; its exit status counts.</summary>
internal sealed class CommandProducer(BytePath command) : IStreamProducer
{
    private readonly object _starting = new();
    private ChildProcess? _process;
    private bool _cancelled;

    public BytePath Name => command;

    public StreamKind Kind => StreamKind.Command;

    public long? ExpectedLength => null;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        using var process = Start();
        while (true)
        {
            var count = (int)process.Pipe.Read(output.GetSpan()).OrThrow("read from", command);
            if (count == 0)
                break;
            output.Advance(count);
        }
        var exit = process.WaitForExit();
        return exit switch
        {
            0 => SourceReport.Clean,
            < 0 => throw new ProducerException($"'{command}': killed by signal {-exit}"),
            _ => throw new ProducerException($"'{command}': exit status {exit}"),
        };
    }

    public void Record(ManifestWriter manifest) => manifest.BeginBytes("command"u8, Name);

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
                : ChildProcess.StartReading(command);
    }
}
