using System;
using System.Buffers;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The source of a stream's bytes: a tree, a file, a command.</summary>
internal interface IStreamProducer
{
    /// <summary>The stream's name in receipts and reports.</summary>
    BytePath Name { get; }

    StreamKind Kind { get; }

    /// <summary>The golden partition; null for every other source.</summary>
    PartitionOrigin? Partition => null;

    /// <summary>Plain bytes that <see cref="Produce"/> will give, as well as it can be known now; null: unknown. Read by any
    /// thread.</summary>
    long? ExpectedLength { get; }

    /// <summary>XXH3-128 of all plain bytes, when they were read before and are only given again; null: what is given
    /// decides.</summary>
    UInt128? Contents => null;

    /// <summary>Gives all bytes.</summary>
    /// <exception cref="LinuxException">The source cannot be read.</exception>
    /// <exception cref="ProducerException">The producer itself failed.</exception>
    SourceReport Produce(IBufferWriter<byte> output);

    /// <summary>Before <see cref="Produce"/>: what is given is to be written down, too. The stream's first lines are written
    /// now.</summary>
    void Record(ManifestWriter manifest);

    /// <summary>All that <see cref="Produce"/> gave is sealed.</summary>
    void Sealed(SentStream sent) { }

    /// <summary>From another thread: the bytes are not wanted any more. <see cref="Produce"/> ends soon, one way or the
    /// other.</summary>
    void Cancel();
}
