using System;
using System.IO;
using System.IO.Pipes;
using System.Threading;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class FdTests
{
    [Fact]
    public void Reading_ends_with_zero()
    {
        using var file = Descriptors.Open("/dev/null", FileAccess.Read);

        Assert.Equal(SysResult.Success(0), file.Read(new byte[16]));
        Assert.Equal(SysResult.Success(0), file.ReadFully(new byte[16]));
    }

    [Fact]
    public void A_full_read_gathers_what_comes_in_pieces()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = Own(pipe);
        var writer = new Thread(() => WriteSlowly(pipe, "ab", "cde", "f"));
        writer.Start();
        var buffer = new byte[16];

        var read = reader.ReadFully(buffer);

        writer.Join();
        Assert.Equal(SysResult.Success(6), read);
        Assert.True(buffer.AsSpan(0, 6).SequenceEqual("abcdef"u8));
    }

    [Fact]
    public void Everything_is_written_even_when_the_pipe_takes_less()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = Own(pipe);
        var content = new byte[300_000];
        new Random(3).NextBytes(content);
        var received = new byte[content.Length];
        var reader = new Thread(() => pipe.ReadExactly(received));
        reader.Start();

        Assert.Equal(SysResult.Success(content.Length), writer.WriteAll(content));

        reader.Join();
        Assert.Equal(content, received);
    }

    [Fact]
    public void A_full_device_is_ENOSPC()
    {
        using var full = Descriptors.Open("/dev/full", FileAccess.Write);

        Assert.Equal(Errno.ENOSPC, full.Write("x"u8).Errno);
        Assert.Equal(Errno.ENOSPC, full.WriteAll("x"u8).Errno);
    }

    [Fact]
    public void Reading_what_is_open_for_writing_is_EBADF()
    {
        using var writable = Descriptors.Open("/dev/null", FileAccess.Write);

        Assert.Equal(Errno.EBADF, writable.Read(new byte[1]).Errno);
        Assert.Equal(Errno.EBADF, writable.ReadFully(new byte[1]).Errno);
    }

    [Fact]
    public void Disposing_closes_the_descriptor()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        Own(pipe).Dispose();

        Assert.Equal(-1, pipe.ReadByte());
    }

    [Fact]
    public void A_disposed_descriptor_is_not_used_again()
    {
        var file = Descriptors.Open("/dev/null", FileAccess.Read);
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Read(new byte[1]));
    }

    /// <summary>The client's end of the pipe, taken from the runtime.</summary>
    private static Fd Own(AnonymousPipeServerStream pipe)
    {
        var number = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        pipe.ClientSafePipeHandle.SetHandleAsInvalid();
        return new Fd(number);
    }

    private static void WriteSlowly(AnonymousPipeServerStream pipe, params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            pipe.Write(System.Text.Encoding.ASCII.GetBytes(piece));
            pipe.Flush();
            Thread.Yield();
        }
        pipe.Dispose();
    }
}
