using System.Buffers;
using System.Threading;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Manifests;
using Ka.Wire;

namespace Ka.Sender;

/// <summary><c>--file FILE</c>: a file's or device's bytes to its end; <c>-</c> is standard input.</summary>
internal sealed class FileProducer : IStreamProducer
{
    private readonly Fd _file;
    private bool _cancelled;

    /// <exception cref="LinuxException">It cannot be opened, or is a directory.</exception>
    public FileProducer(BytePath path)
    {
        Name = path;
        if (path.Bytes is [(byte)'-'])
        {
            _file = Fd.StandardInput;
            return;
        }
        _file = Files.OpenRead(path);
        var status = FileStatus.Get(_file, path);
        if (status.Kind == FileKind.Directory)
            throw new LinuxException("read", $"'{path}'", Errno.EISDIR);
        ExpectedLength = status.Kind == FileKind.Regular ? status.Size : null;
    }

    public BytePath Name { get; }

    public StreamKind Kind => StreamKind.File;

    public long? ExpectedLength { get; }

    public SourceReport Produce(IBufferWriter<byte> output)
    {
        while (!Volatile.Read(ref _cancelled))
        {
            var count = (int)_file.Read(output.GetSpan()).OrThrow("read", Name);
            if (count == 0)
                return SourceReport.Clean;
            output.Advance(count);
        }
        throw new ProducerException("cancelled");
    }

    public void Record(ManifestWriter manifest) => manifest.BeginBytes("file"u8, Name);

    // A read that waits for a terminal or a pipe is not woken; the thread is a background one.
    public void Cancel() => Volatile.Write(ref _cancelled, true);
}
