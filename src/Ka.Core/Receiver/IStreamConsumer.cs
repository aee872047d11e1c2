using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The target of streams on a node: a tree, a file, a command, a partition.</summary>
internal interface IStreamConsumer
{
    /// <summary>Writes all bytes durably. Returns only when everything is written and the source is complete.</summary>
    /// <exception cref="Ka.Linux.LinuxException">The target cannot be written.</exception>
    /// <exception cref="ConsumerException">The consumer itself failed.</exception>
    /// <exception cref="StreamBrokenException">The source broke; what was written so far is not made to look
    /// complete.</exception>
    void Consume(StreamBegin stream, IByteSource source);

    /// <summary>Carries out, after the last stream, what else must succeed before this node is done.</summary>
    void Complete() { }
}
