using Ka.Streams;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>Where a stream's bytes end up on a node: a tree, a file, a command.</summary>
internal interface IStreamConsumer
{
    /// <summary>Takes all bytes and makes them last. Returns only when everything is written, and only after the source said
    /// that it is complete.</summary>
    /// <exception cref="Ka.Linux.LinuxException">The target cannot take it: says what and where.</exception>
    /// <exception cref="ConsumerException">The consumer itself failed.</exception>
    /// <exception cref="StreamBrokenException">The source broke; what was written so far is not made to look complete.</exception>
    void Consume(StreamBegin stream, IByteSource source);

    /// <summary>After the last stream: what else has to succeed before this node is done.</summary>
    void Complete()
    {
    }
}
