using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Ka.TestKit;

/// <summary>A file in memory, without a name, for one standard file of a child (memfd_create(2)).</summary>
internal sealed class MemoryFile : IDisposable
{
    private bool _closed;

    public MemoryFile(string text = "")
    {
        Number = SpawnCalls.memfd_create("child", SpawnCalls.MFD_CLOEXEC);
        if (Number < 0)
            throw new IOException($"memfd_create: errno {Marshal.GetLastPInvokeError()}");
        if (text.Length > 0)
            File.WriteAllText(Path, text, new UTF8Encoding(false));
    }

    public int Number { get; }

    /// <summary>Opening it gives a descriptor with a position of its own.</summary>
    public string Path => $"/proc/self/fd/{Number}";

    public byte[] Read()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    public void Dispose()
    {
        if (!_closed)
            _ = SpawnCalls.close(Number);
        _closed = true;
    }
}
