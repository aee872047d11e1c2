using System;
using System.Threading;
using Ka.Linux;

namespace Ka.Receiver;

/// <summary>Has the disk write while the stream still comes. Otherwise the kernel keeps gigabytes in memory, and the last sync,
/// for which everybody waits, writes them all.</summary>
internal sealed class BackgroundSync : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Func<SysResult> _sync;
    private readonly ManualResetEventSlim _finished = new();
    private readonly Thread _thread;
    private SysResult _first = SysResult.Success(0);

    /// <param name="sync">fsync or syncfs of the target. Called from a thread of its own.</param>
    public BackgroundSync(Func<SysResult> sync)
    {
        _sync = sync;
        _thread = new Thread(Run) { Name = "sync", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Everything was written: syncs a last time.</summary>
    /// <returns>The first failure of any sync: the kernel tells of a lost write only once.</returns>
    public SysResult Finish()
    {
        Dispose();
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
