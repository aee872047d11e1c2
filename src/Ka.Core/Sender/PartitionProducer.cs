using System.Buffers;
using Ka.Coordination.Events;
using Ka.Disks.Images;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Sender;

/// <summary><c>-D PART</c>: the used blocks of a partition if partclone knows its file system, otherwise all its bytes.</summary>
internal sealed class PartitionProducer : IStreamProducer
{
    private readonly object _starting = new();
    private readonly string? _image;
    private readonly ProgramOutput? _partclone;
    private FileProducer? _raw;
    private bool _cancelled;

    /// <exception cref="LayoutException">The path is no block device, or the device is in use.</exception>
    /// <exception cref="LinuxException">The device is not there.</exception>
    /// <exception cref="ToolException">The kind of the file system cannot be found out, or partclone is gone.</exception>
    public PartitionProducer(BytePath path)
    {
        Name = path;
        var size = RawPartition.CheckUnused(path);
        _image = Partclone.ImageOf(path);
        if (_image is not null)
        {
            var program = ProcessOptions.Installed(Partclone.Program(_image), Partclone.SaveWords(path)) with
            {
                Errors = ChildStream.LossyPipe,
            };
            _partclone = new ProgramOutput(program, $"{Partclone.Program(_image)} {path}", Partclone.Reason);
        }
        Partition = new PartitionOrigin(size, _image ?? "");
    }

    public BytePath Name { get; }

    public StreamKind Kind => StreamKind.Partition;

    public PartitionOrigin Partition { get; }

    public long? ExpectedLength => _image is null ? Partition.Size : null;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        if (_partclone is null)
            ProduceBytes(output);
        else
            _partclone.CopyTo(output);
        var way = _image is null
            ? $"all {Partition.Size} bytes: no partclone here knows what is on it"
            : $"used blocks only, by {Partclone.Program(_image)}";
        return new SourceReport(0, 0, [$"{Name}: {way}"]);
    }

    public void Record(ManifestWriter manifest) => manifest.BeginBytes(_image is null ? "partition"u8 : "image"u8, Name);

    public void Cancel()
    {
        lock (_starting)
        {
            _cancelled = true;
            _raw?.Cancel();
            _partclone?.Cancel();
        }
    }

    private void ProduceBytes(IBufferWriter<byte> output)
    {
        lock (_starting)
            _raw = _cancelled ? throw new ProducerException("cancelled") : new FileProducer(Name);
        _raw.Produce(output);
    }
}
