using System;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Receiver;

/// <summary>A thread that syncs the target every second while the stream comes.</summary>
/// <remarks>Without it the kernel keeps gigabytes in memory, and the last sync, which all nodes wait for, writes them
/// all.</remarks>
internal sealed class BackgroundSync : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Func<SysResult> _sync;
    private readonly ManualResetEventSlim _finished = new();
    private readonly WorkerThread _thread;
    private Exception? _failure;
    private SysResult _first = SysResult.Success(0);

    /// <param name="sync">fsync or syncfs of the target. Called from a thread of its own.</param>
    public BackgroundSync(Func<SysResult> sync)
    {
        _sync = sync;
        _thread = WorkerThread.Start("sync", Run, failure => _failure = failure);
    }

    /// <summary>Syncs a last time, after everything was written.</summary>
    /// <returns>The first failure of any sync: the kernel reports a lost write only once.</returns>
    public SysResult Finish()
    {
        Dispose();
        if (_failure is not null)
            throw new ConsumerException($"the disk could not be synced: {_failure.Message}");
        var last = _sync();
        return _first.IsSuccess ? last : _first;
    }

    public void Dispose()
    {
        _finished.Set();
        _thread.Join();
    }

    private void Run()
    {
        while (!_finished.Wait(s_interval) && _first.IsSuccess)
            _first = _sync();
    }
}
