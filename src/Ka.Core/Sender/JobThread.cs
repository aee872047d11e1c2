using System;
using Ka.Runtime;

namespace Ka.Sender;

/// <summary>Carries out work that may block, in order, on a thread of its own.</summary>
/// <param name="failed">Called on that thread with the exception of a job; no further job is carried out.</param>
internal sealed class JobThread(string name, Action<Exception> failed)
{
    // Jobs are few: two a round, one a node.
    private readonly BoundedQueue<Action> _jobs = new(long.MaxValue);
    private WorkerThread? _thread;

    /// <summary>Adds a job; never blocks. From one thread.</summary>
    public void Add(Action job)
    {
        _thread ??= WorkerThread.Start(name, Run, failed);
        _jobs.TryAddNow(job, 1);
    }

    /// <summary>Waits until all jobs are done.</summary>
    /// <returns>false: one still runs after <paramref name="patience"/>.</returns>
    public bool Finish(TimeSpan patience)
    {
        _jobs.Complete();
        return _thread?.Join(patience) ?? true;
    }

    private void Run()
    {
        while (_jobs.TryTake(out var job))
            job();
    }
}
