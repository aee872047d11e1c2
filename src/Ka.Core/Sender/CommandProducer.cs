using System.Buffers;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Sender;

/// <summary><c>-e COMMAND</c>: the output of a shell command.</summary>
internal sealed class CommandProducer(BytePath command) : IStreamProducer
{
    private readonly ProgramOutput _output = new(ProcessOptions.Shell(command), $"'{command}'");

    public BytePath Name => command;

    public StreamKind Kind => StreamKind.Command;

    public long? ExpectedLength => null;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        _output.CopyTo(output);
        return SourceReport.Clean;
    }

    public void Record(ManifestWriter manifest) => manifest.BeginBytes("command"u8, Name);

    public void Cancel() => _output.Cancel();
}
