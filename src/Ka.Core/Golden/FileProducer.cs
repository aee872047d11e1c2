using System.Buffers;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Golden;

/// <summary><c>--file FILE</c>: a file's or device's bytes to its end; <c>-</c> is standard input.</summary>
internal sealed class FileProducer : IStreamProducer
{
    private readonly Fd _file;

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

    public ProducerReport Produce(IBufferWriter<byte> output)
    {
        while (true)
        {
            var count = (int)_file.Read(output.GetSpan()).OrThrow("read", Name);
            if (count == 0)
                return ProducerReport.Clean;
            output.Advance(count);
        }
    }
}
