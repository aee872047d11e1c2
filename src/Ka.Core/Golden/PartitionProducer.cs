using System.Buffers;
using Ka.Coordination.Events;
using Ka.Disks;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Golden;

/// <summary><c>-D PART</c>: a partition's used blocks when partclone is here and knows what is on it, otherwise all its bytes.</summary>
internal sealed class PartitionProducer : IStreamProducer
{
    private readonly object _starting = new();
    private readonly string? _image;
    private FileProducer? _raw;
    private ChildProcess? _process;
    private bool _cancelled;

    /// <exception cref="LayoutException">It is no block device, or in use: what changes while it is read is of no use to anybody.</exception>
    /// <exception cref="LinuxException">It is not there.</exception>
    /// <exception cref="ToolException">Nobody can say what is on it.</exception>
    public PartitionProducer(BytePath path)
    {
        Name = path;
        var size = RawPartition.CheckUnused(path);
        _image = Partclone.ImageOf(path);
        Partition = new PartitionOrigin(size, _image ?? "");
    }

    public BytePath Name { get; }

    public StreamKind Kind => StreamKind.Partition;

    public PartitionOrigin Partition { get; }

    public long? ExpectedLength => _image is null ? Partition.Size : null;

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        if (_image is null)
            ProduceBytes(output);
        else
            ProduceImage(output);
        var way = _image is null ? $"all {Partition.Size} bytes: {Why()}" : $"used blocks only, by {Partclone.Program(_image)}";
        return new SourceReport(0, 0, [$"{Name}: {way}"]);
    }

    public void Record(ManifestWriter manifest) => manifest.BeginBytes(_image is null ? "partition"u8 : "image"u8, Name);

    public void Cancel()
    {
        lock (_starting)
        {
            _cancelled = true;
            _raw?.Cancel();
            _process?.Terminate();
        }
    }

    private static string Why() => "no partclone here knows what is on it";

    private void ProduceBytes(IBufferWriter<byte> output)
    {
        lock (_starting)
            _raw = _cancelled ? throw new ProducerException("cancelled") : new FileProducer(Name);
        _raw.Produce(output);
    }

    private void ProduceImage(IBufferWriter<byte> output)
    {
        using var process = Start();
        while (true)
        {
            var count = (int)process.Pipe.Read(output.GetSpan()).OrThrow("read from", Partclone.Program(_image!));
            if (count == 0)
                break;
            output.Advance(count);
        }
        var exit = process.WaitForExit();
        if (exit != 0)
            throw new ProducerException($"{Partclone.Program(_image!)} {Name}: {(exit < 0 ? $"killed by signal {-exit}" : $"exit status {exit}: {Partclone.Reason(process.TakeErrors())}")}");
    }

    private ChildProcess Start()
    {
        lock (_starting)
            return _process = _cancelled
                ? throw new ProducerException("cancelled")
                : ChildProcess.StartReading(Partclone.Program(_image!), Partclone.SaveWords(Name));
    }
}
