using System;
using System.Diagnostics;
using System.Threading;
using Ka.Formatting;
using Ka.Runtime;

namespace Ka.Reporting;

/// <summary>Shows on a terminal how far some work is, until it is disposed.</summary>
internal sealed class ProgressWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly ManualResetEventSlim _over = new();
    private readonly WorkerThread? _thread;

    /// <param name="done">Bytes; called on another thread.</param>
    /// <param name="expected">Bytes in the end.</param>
    public ProgressWatch(Screen screen, Func<long> done, long expected)
    {
        if (!screen.IsLive)
            return;
        // On failure the work goes on without a bar.
        _thread = WorkerThread.Start("progress", () => Run(screen, done, expected), _ => { });
    }

    public void Dispose()
    {
        _over.Set();
        _thread?.Join();
        _over.Dispose();
    }

    private void Run(Screen screen, Func<long> done, long expected)
    {
        var meter = new RateMeter();
        var clock = Stopwatch.StartNew();
        while (!_over.Wait(s_interval))
        {
            var bytes = done();
            meter.Add(clock.Elapsed, bytes);
            screen.Status(ProgressBar.Draw(bytes, expected, meter, clock.Elapsed, ""));
        }
    }
}
