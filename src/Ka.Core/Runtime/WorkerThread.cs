using System;
using System.Threading;

namespace Ka.Runtime;

/// <summary>A background thread with a boundary: an exception ends its body and is given to its owner, never the
/// process.</summary>
/// <remarks>All threads of <c>ka</c> are made here, so no thread can lack the boundary.</remarks>
public sealed class WorkerThread
{
    /// <summary>Bytes of stack for a thread that only passes messages on: hundreds of them must be cheap.</summary>
    public const int SmallStack = 256 << 10;

    private readonly Thread _thread;

    private WorkerThread(string name, Action body, Action<Exception> failed, int stackBytes) =>
        _thread = new Thread(() => Run(body, failed), stackBytes) { Name = name, IsBackground = true };

    /// <summary>True when the caller is this thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Starts a thread.</summary>
    /// <param name="name">Shown by debuggers and in /proc/PID/task/TID/comm (its first 15 bytes).</param>
    /// <param name="failed">Called on the new thread with the exception that ended <paramref name="body"/>; must not
    /// throw.</param>
    /// <param name="stackBytes">0: the system's default.</param>
    public static WorkerThread Start(string name, Action body, Action<Exception> failed, int stackBytes = 0)
    {
        var worker = new WorkerThread(name, body, failed, stackBytes);
        worker._thread.Start();
        return worker;
    }

    /// <summary>Waits for the end of the body.</summary>
    public void Join() => _thread.Join();

    /// <summary>Waits for the end of the body, at most <paramref name="patience"/>.</summary>
    /// <returns>false: it still runs.</returns>
    public bool Join(TimeSpan patience) => _thread.Join(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);

    private static void Run(Action body, Action<Exception> failed)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
