using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>Takes nothing and says why.</summary>
internal sealed class RefusingConsumer(string reason) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source) => throw new ConsumerException(reason);
}
