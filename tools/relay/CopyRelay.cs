using System.Runtime.InteropServices;
using static Relay.Native;

namespace Relay;

/// <summary>One thread, one buffer: read, write, again. Keeps nothing.</summary>
internal sealed unsafe class CopyRelay(int input, int output, int size) : IRelay
{
    private readonly byte* _buffer = (byte*)NativeMemory.AllocZeroed((nuint)size);

    public long Run()
    {
        for (long total = 0; ; )
        {
            var count = OrBlocked(read(input, _buffer, size));
            if (count == 0)
                return total;
            if (count > 0)
                Write(count);
            total += count > 0 ? count : 0;
        }
    }

    public void Dispose() => NativeMemory.Free(_buffer);

    private void Write(nint count)
    {
        for (nint written = 0; output != Node.NoChild && written < count; )
        {
            var some = OrBlocked(write(output, _buffer + written, count - written));
            written += some > 0 ? some : 0;
        }
    }
}
