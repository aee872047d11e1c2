using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>A consumer that passes each stream to the consumer of its kind.</summary>
/// <param name="partitions">null: partitions are refused.</param>
/// <param name="others">null: all other streams are refused.</param>
internal sealed class DispatchingConsumer(IStreamConsumer? partitions, IStreamConsumer? others) : IStreamConsumer
{
    public void Consume(StreamBegin stream, IByteSource source)
    {
        var consumer =
            stream.Kind == StreamKind.Partition
                ? partitions
                    ?? throw new ConsumerException(
                        $"the golden node sends the partition {stream.Name}, and no -D says where it goes"
                    )
                : others
                    ?? throw new ConsumerException(
                        $"the golden node sends {stream.Name}, and no --tree, --file or -e says where it goes"
                    );
        consumer.Consume(stream, source);
    }
}
