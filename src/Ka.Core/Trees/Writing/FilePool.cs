using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;
using Ka.Tar;

namespace Ka.Trees.Writing;

/// <summary>Workers that make small files while the parser reads on.</summary>
internal sealed class FilePool : IDisposable
{
    /// <summary>Larger files are written by the parser, straight from the stream.</summary>
    public const int LargestFile = 64 << 10;

    private const int LongestPath = 4096;
    private const int NamesPerRound = 1 << 16;
    private const int BatchesAhead = 4;

    private readonly EntryCreator _maker;
    private readonly BoundedQueue<FileBatch> _queue = new(BatchesAhead);
    private readonly object _progress = new();
    private readonly Stack<FileBatch> _free = new();
    private readonly WorkerThread[] _workers;
    private FileBatch _filling = new();
    private int _underway;
    private int _round;
    private long _sequence;
    private long _failedAt = long.MaxValue;
    private Exception? _failure;
    private bool _isBroken;

    public FilePool(EntryCreator maker, int workers)
    {
        _maker = maker;
        _workers = new WorkerThread[workers];
        for (var i = 0; i < workers; i++)
            _workers[i] = WorkerThread.Start($"extract {i + 1}", Work, Break, 512 << 10);
    }

    /// <summary>Takes a file and its contents from the stream, if it is one for the pool.</summary>
    public bool TryAdd(TargetDirectory directory, ArchiveEntry entry, ReadOnlySpan<byte> name, ArchiveInput input)
    {
        var path = entry.Path.Bytes;
        if (entry.Size > LargestFile || entry.Sparse is not null || path.Length > LongestPath)
            return false;
        ThrowIfFailed();
        var noted = directory.NoteOnItsWay(name, _round);
        if (noted is 0 or > NamesPerRound)
        {
            Drain();
            directory.NoteOnItsWay(name, _round);
        }
        var length = (int)entry.Size;
        if (!_filling.Fits(path.Length + length))
            Flush();
        var start = _filling.Store(path);
        input.ReadExactly(_filling.Grow(length));
        directory.AddReference();
        _filling.Jobs.Add(
            new FileBatch.Job
            {
                Directory = directory,
                Attributes = entry.Attributes,
                Sequence = _sequence++,
                Path = start,
                PathLength = path.Length,
                NameStart = path.LastIndexOf(name),
                NameLength = name.Length,
                Length = length,
            }
        );
        return true;
    }

    /// <summary>Call before anything is done to a name by which a file may be on its way.</summary>
    public void WaitFor(TargetDirectory directory, ReadOnlySpan<byte> name)
    {
        if (directory.MayBeOnItsWay(name, _round))
            Drain();
    }

    /// <summary>Waits until every file has arrived.</summary>
    /// <exception cref="LinuxException">One of them failed.</exception>
    public void Drain()
    {
        Flush();
        lock (_progress)
            while (_underway > 0 && !_isBroken)
                Monitor.Wait(_progress);
        _round++;
        ThrowIfFailed();
    }

    /// <summary>Gives up one reference; the last one finishes the directory.</summary>
    public void Release(TargetDirectory directory)
    {
        if (!directory.RemoveReference())
            return;
        try
        {
            if (Volatile.Read(ref _failure) is null)
                _maker.FinishDirectory(directory);
        }
        finally
        {
            directory.Close();
        }
    }

    /// <summary>The failure that comes first in the archive, once all workers are at rest; null when there was none.</summary>
    public Exception? Stop()
    {
        Flush();
        _queue.Complete();
        foreach (var worker in _workers)
            worker.Join();
        return _failure;
    }

    public void Dispose() => Stop();

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is not null)
            throw new WorkerFailedException();
    }

    private void Flush()
    {
        if (_filling.Jobs.Count == 0)
            return;
        lock (_progress)
            _underway++;
        _queue.TryAdd(_filling, 1);
        lock (_progress)
            _filling = _free.TryPop(out var free) ? free : new FileBatch();
    }

    private void Work()
    {
        while (_queue.TryTake(out var batch))
        {
            foreach (ref readonly var job in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch.Jobs))
                Run(batch, job);
            batch.Clear();
            lock (_progress)
            {
                _free.Push(batch);
                if (--_underway == 0)
                    Monitor.PulseAll(_progress);
            }
        }
    }

    /// <summary>Ends all waits for a batch whose worker has ended before it.</summary>
    private void Break(Exception failure)
    {
        Fail(0, failure);
        _queue.Abandon();
        lock (_progress)
        {
            _isBroken = true;
            Monitor.PulseAll(_progress);
        }
    }

    private void Run(FileBatch batch, in FileBatch.Job job)
    {
        try
        {
            if (job.Sequence < Volatile.Read(ref _failedAt))
                Make(batch, job);
        }
        catch (Exception failure)
        {
            Fail(job.Sequence, failure);
        }
        try
        {
            Release(job.Directory);
        }
        catch (Exception failure)
        {
            Fail(job.Sequence, failure);
        }
    }

    private void Make(FileBatch batch, in FileBatch.Job job)
    {
        var path = batch.Path(job);
        using var file = _maker.CreateFile(job.Directory, batch.Name(job), job.Attributes, path);
        if (job.Length > 0)
            EntryCreator.Check(file.WriteAll(batch.Content(job)), "write", path);
        _maker.FinishFile(job.Directory, file, job.Attributes, path);
    }

    private void Fail(long sequence, Exception failure)
    {
        lock (_progress)
            if (sequence < _failedAt)
            {
                _failedAt = sequence;
                Volatile.Write(ref _failure, failure);
            }
    }

    /// <summary>Ends the parser's work; <see cref="Stop"/> has the reason.</summary>
    internal sealed class WorkerFailedException : Exception;
}
