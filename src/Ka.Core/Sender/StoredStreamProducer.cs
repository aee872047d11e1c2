using System;
using System.Buffers;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.SealedStream;
using Ka.Store;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>A stream of an image: its frames go out as they are stored, after each was checked.</summary>
internal sealed class StoredStreamProducer(StoredImage image, int number) : IStreamProducer
{
    private readonly StoredStream _stream = image.Record.Streams[number];
    private ManifestWriter? _manifest;
    private bool _isCancelled;

    public BytePath Name => _stream.Name;

    public StreamKind Kind => _stream.Kind == StoredKind.Tree ? StreamKind.Tree : StreamKind.Partition;

    public PartitionOrigin? Partition =>
        _stream.Kind == StoredKind.Partition ? new PartitionOrigin(_stream.PartitionSize, _stream.PartitionImage) : null;

    public long? ExpectedLength => _stream.Length;

    public UInt128? Contents => Kind == StreamKind.Tree ? null : _stream.Hash;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        try
        {
            if (_manifest is not null)
                StoredManifest.Copy(image, number, _manifest);
            using var frames = image.Frames(number);
            for (var i = 0; i < frames.Count; i++)
            {
                if (Volatile.Read(ref _isCancelled))
                    throw new ProducerException("cancelled");
                Give(frames, i, output);
            }
        }
        catch (StoreException e)
        {
            throw new ProducerException($"{image.Name}: {e.Message}");
        }
        return new SourceReport(_stream.Unreadable, _stream.Changed, []);
    }

    public void Record(ManifestWriter manifest)
    {
        _manifest = manifest;
        if (_stream.Kind == StoredKind.Tree)
            manifest.BeginTree(StreamSource.PlaceOf(Name), Name);
        else
            manifest.BeginBytes(_stream.PartitionImage.Length == 0 ? "partition"u8 : "image"u8, Name);
    }

    public void Cancel() => Volatile.Write(ref _isCancelled, true);

    /// <summary>What Zstandard did not shrink goes as plain bytes: a node would unpack it for nothing.</summary>
    private static void Give(StoredFrames frames, int frame, IBufferWriter<byte> output)
    {
        var stored = frames.Read(frame);
        if (output is StreamWriter wire && ChunkSealer.IsWorthwhile(stored.Length, frames.PlainLength(frame)))
            wire.WriteFrame(stored, frames.PlainLength(frame));
        else
            output.Write(frames.Decode(frame, stored).Span);
    }
}
