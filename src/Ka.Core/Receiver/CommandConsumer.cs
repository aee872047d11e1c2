using Ka.Linux;
using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The consumer of <c>-e COMMAND</c>: writes to the command's standard input; its exit status counts.</summary>
internal sealed class CommandConsumer(BytePath command) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source) =>
        new ProgramInput(ProcessOptions.Shell(command), $"'{command}'").CopyFrom(source);
}
