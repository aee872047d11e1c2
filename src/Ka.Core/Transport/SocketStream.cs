using System;
using System.IO;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>A socket as the <see cref="Stream"/> that the BCL's TLS needs: reads block, writes do not.</summary>
/// <param name="socket">Blocking; the time limit of reads is its SO_RCVTIMEO.</param>
/// <param name="outgoing">Receives what is written.</param>
internal sealed class SocketStream(Fd socket, OutgoingBytes outgoing) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = socket.Read(buffer);
        if (read.IsSuccess)
            return (int)read.Value;
        // EAGAIN from a blocking socket is its time limit. A reset differs from an end: TLS tells a closed stream from a cut one.
        throw new IOException(
            read.Is(Errno.EAGAIN) ? "the other side does not answer in time" : LinuxException.Describe(read.Errno)
        );
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => outgoing.Write(buffer);

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
