using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Ka.TestKit;

/// <summary>A named pipe (fifo(7)) that this test holds open: its writers and readers never see the other end leave.</summary>
public sealed class Fifo : IDisposable
{
    private readonly FileStream _stream;

    /// <param name="path">A new name.</param>
    /// <param name="capacity">Bytes that it holds, a multiple of a page; null: as many as the kernel gives it, 64 KiB.</param>
    public Fifo(string path, int? capacity = null)
    {
        Path = path;
        Child.Run("mkfifo", path);
        _stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        if (capacity is { } bytes && SpawnCalls.fcntl(_stream.SafeFileHandle, SpawnCalls.F_SETPIPE_SZ, bytes) < 0)
            throw new IOException($"F_SETPIPE_SZ: errno {Marshal.GetLastPInvokeError()}");
    }

    public string Path { get; }

    /// <summary>Puts text into the pipe; waits when it is full.</summary>
    public void Write(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads from now on, on a thread, until a text has come.</summary>
    public Thread ReadUntil(string last)
    {
        var thread = new Thread(() =>
        {
            var (text, buffer) = (new StringBuilder(), new byte[64 << 10]);
            while (!text.ToString().Contains(last, StringComparison.Ordinal))
                text.Append(Encoding.UTF8.GetString(buffer, 0, _stream.Read(buffer)));
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    public void Dispose() => _stream.Dispose();
}
