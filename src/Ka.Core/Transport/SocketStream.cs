using System;
using System.IO;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>A blocking socket as the <see cref="Stream"/> that the BCL's TLS wants. Timeouts are the socket's.</summary>
internal sealed class SocketStream(Fd socket) : Stream
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
        // A reset is an end for TLS to judge: it tells a closed stream from one that was cut off.
        return read.IsSuccess ? (int)read.Value : throw Failed(read);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var sent = Sockets.Send(socket, buffer);
            if (!sent.IsSuccess)
                throw Failed(sent);
            buffer = buffer[(int)sent.Value..];
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // EAGAIN from a blocking socket is its timeout.
    private static IOException Failed(SysResult result) => new(result.Is(Errno.EAGAIN)
        ? "the other side does not answer in time"
        : LinuxException.Describe(result.Errno));
}
