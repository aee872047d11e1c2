using System.IO;
using Microsoft.Win32.SafeHandles;
using static Relay.Native;

namespace Relay;

/// <summary>Bytes never come to user space: socket to pipe, tee to a second pipe and to the child, the first leg to
/// /dev/null, where a node would have its consumer. Keeps nothing.</summary>
internal sealed unsafe class TeeRelay(int input, int output) : IRelay
{
    private const int PipeLength = 1 << 20;

    private readonly SafeFileHandle _null = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
    private readonly (int Read, int Write) _local = Pipe();
    private readonly (int Read, int Write) _onward = Pipe();

    public long Run()
    {
        for (long total = 0; ; )
        {
            var count = OrBlocked(splice(input, null, _local.Write, null, PipeLength, 0));
            if (count == 0)
                return total;
            if (count > 0)
                Forward(count);
            total += count > 0 ? count : 0;
        }
    }

    // The descriptors end with the process.
    public void Dispose() => _null.Dispose();

    private void Forward(nint count)
    {
        while (count > 0)
        {
            var copied = output == Node.NoChild ? count : OrBlocked(tee(_local.Read, _onward.Write, count, 0));
            if (output != Node.NoChild)
                Drain(_onward.Read, output, copied);
            Drain(_local.Read, (int)_null.DangerousGetHandle(), copied);
            count -= copied > 0 ? copied : 0;
        }
    }

    private static void Drain(int pipe, int target, nint count)
    {
        while (count > 0)
        {
            var some = OrBlocked(splice(pipe, null, target, null, count, 0));
            count -= some > 0 ? some : 0;
        }
    }

    private static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        Checked(pipe2(ends, 0));
        Checked(fcntl(ends[0], F_SETPIPE_SZ, PipeLength));
        return (ends[0], ends[1]);
    }
}
