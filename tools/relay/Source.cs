using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static Relay.Native;

namespace Relay;

/// <summary>Sends random bytes for some seconds, as cheaply as it can be done, so that the nodes are what is measured.</summary>
internal static unsafe class Source
{
    private const int Length = 64 << 20;

    public static void Run(double seconds)
    {
        var memory = (int)Checked(memfd_create((byte*)Marshal.StringToCoTaskMemUTF8("source"), 0));
        Fill(memory);
        using var child = Link.AcceptChild();
        var output = (int)child.Handle;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
            for (long offset = 0; offset < Length; )
                _ = OrBlocked(sendfile(output, memory, &offset, Length - (nint)offset));
    }

    private static void Fill(int memory)
    {
        var block = RandomNumberGenerator.GetBytes(1 << 20);
        fixed (byte* start = block)
            for (var written = 0; written < Length; written += block.Length)
                Checked(write(memory, start, block.Length));
    }
}
