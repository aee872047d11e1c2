using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>A consumer that fails at once with a reason.</summary>
internal sealed class RefusingConsumer(string reason) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source) => throw new ConsumerException(reason);
}
