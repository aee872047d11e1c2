using System;
using System.Buffers;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>A producer of a round whose manifest is written.</summary>
/// <param name="isLast">The manifest ends with this stream.</param>
internal sealed class ManifestTeeProducer(IStreamProducer producer, ManifestWriter manifest, ManifestFile file, bool isLast)
    : IStreamProducer
{
    public BytePath Name => producer.Name;

    public StreamKind Kind => producer.Kind;

    public PartitionOrigin? Partition => producer.Partition;

    public long? ExpectedLength => producer.ExpectedLength;

    public UInt128? Contents => producer.Contents;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        file.Begin();
        producer.Record(manifest);
        return producer.Produce(output);
    }

    public void Record(ManifestWriter other) => producer.Record(other);

    public void Sealed(SentStream sent)
    {
        manifest.EndStream(sent.End.PlainLength, sent.Contents ?? sent.End.Identity);
        if (!isLast)
            return;
        manifest.End();
        file.Complete();
    }

    public void Cancel()
    {
        producer.Cancel();
        file.Abandon();
    }
}
