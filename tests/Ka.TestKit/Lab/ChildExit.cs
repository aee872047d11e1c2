using System;
using System.Buffers.Binary;

namespace Ka.TestKit;

/// <summary>How a child ended and what it cost.</summary>
/// <param name="Status">Its exit status; 128 + N when signal N killed it, as a shell says it.</param>
/// <param name="Cpu">User and system time of all its threads and of every descendant that was waited for (wait4(2)).</param>
/// <param name="PeakBytes">VmHWM of the process as last seen, 0 unless <see cref="Launch.WatchMemory"/>. ru_maxrss is no
/// use: it survives execve and so holds our own size.</param>
/// <param name="Elapsed">From the start to the exit.</param>
public sealed record ChildExit(int Status, TimeSpan Cpu, long PeakBytes, TimeSpan Elapsed)
{
    public bool IsSuccess => Status == 0;

    internal static int StatusOf(int waitStatus)
    {
        var signal = waitStatus & 0x7f;
        return signal == 0 ? (waitStatus >> 8) & 0xff : 128 + signal;
    }

    /// <summary>ru_utime and ru_stime, the first four longs of struct rusage.</summary>
    internal static TimeSpan CpuOf(ReadOnlySpan<byte> rusage)
    {
        long Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * index)..]);
        var seconds = Word(rusage, 0) + Word(rusage, 2);
        var microseconds = Word(rusage, 1) + Word(rusage, 3);
        return TimeSpan.FromSeconds(seconds) + TimeSpan.FromMicroseconds(microseconds);
    }
}
