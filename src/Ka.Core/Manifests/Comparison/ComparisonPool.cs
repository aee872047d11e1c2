using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Manifests.Comparison;

/// <summary>Worker threads that compare, so that many reads are under way at once. Differences are reported in the order of the
/// manifest.</summary>
internal sealed class ComparisonPool : IDisposable
{
    /// <summary>Each holds a directory open.</summary>
    private const int MostUnderway = 256;

    private readonly BoundedQueue<ComparisonJob> _queue = new(long.MaxValue);
    private readonly Queue<ComparisonJob> _underway = new();
    private readonly object _done = new();
    private readonly Action<Difference> _found;
    private readonly EntryComparison[] _comparisons;
    private readonly WorkerThread[] _workers;
    private LinkGroups _links = new();
    private Exception? _failure;
    private long _entries;

    public ComparisonPool(int workers, bool withContents, Action<Difference> found)
    {
        _found = found;
        _comparisons = new EntryComparison[workers];
        _workers = new WorkerThread[workers];
        for (var i = 0; i < workers; i++)
        {
            var comparison = _comparisons[i] = new EntryComparison(withContents);
            _workers[i] = WorkerThread.Start($"compare {i + 1}", () => Work(comparison), Fail, 512 << 10);
        }
    }

    /// <summary>The number of entries compared so far. Read by any thread.</summary>
    public long Entries => Interlocked.Read(ref _entries);

    /// <summary>Contents that were compared. Read by any thread.</summary>
    public long Bytes
    {
        get
        {
            var sum = 0L;
            foreach (var comparison in _comparisons)
                sum += comparison.Bytes;
            return sum;
        }
    }

    /// <summary>Takes a job, and tells what others before it found.</summary>
    public void Add(ComparisonJob job)
    {
        _underway.Enqueue(job);
        if (job.Entries.Count == 0)
            job.IsDone = true;
        else
            _queue.TryAdd(job, 1);
        while (_underway.TryPeek(out var first) && (_underway.Count > MostUnderway || IsDone(first)))
            Finish(_underway.Dequeue());
    }

    /// <summary>Waits for all. What comes afterwards is another file system: its inodes are others.</summary>
    public void Drain()
    {
        while (_underway.TryDequeue(out var job))
            Finish(job);
        _links = new LinkGroups();
    }

    public void Dispose()
    {
        _queue.Abandon();
        foreach (var worker in _workers)
            worker.Join();
    }

    private bool IsDone(ComparisonJob job)
    {
        lock (_done)
            return job.IsDone;
    }

    private void Finish(ComparisonJob job)
    {
        lock (_done)
            while (!job.IsDone && _failure is null)
                Monitor.Wait(_done);
        if ((job.Failure ?? _failure) is { } failure)
            throw new InvalidOperationException("the comparison failed", failure);
        _links.Check(job);
        foreach (var difference in job.Differences)
            _found(difference);
    }

    private void Fail(Exception failure)
    {
        lock (_done)
        {
            _failure = failure;
            Monitor.PulseAll(_done);
        }
    }

    private void Work(EntryComparison comparison)
    {
        while (_queue.TryTake(out var job))
        {
            try
            {
                foreach (var entry in job.Entries)
                    comparison.Compare(job, entry);
            }
            catch (Exception failure)
            {
                // The thread's boundary: the owner decides.
                job.Failure = failure;
            }
            job.Directory!.Release();
            Interlocked.Add(ref _entries, job.Entries.Count);
            lock (_done)
            {
                job.IsDone = true;
                Monitor.PulseAll(_done);
            }
        }
    }
}
