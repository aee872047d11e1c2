using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Runtime;
using Ka.Wire;

namespace Ka.SealedStream;

/// <summary>Accepts one chunk of the sealed stream, which is valid during the call. May block.</summary>
/// <returns>Sealed bytes that now wait for the link.</returns>
public delegate long SealedOutput(ReadOnlySpan<byte> chunk);

/// <summary>Compresses and seals chunks on several threads and outputs them in the order of their submission.</summary>
/// <remarks>The number of chunks is fixed: a slow output blocks the producer in <see cref="Rent"/>, and memory does not grow.
/// One producer thread calls <see cref="Rent"/>, <see cref="Submit"/>, <see cref="Return"/> and <see cref="Drain"/>.</remarks>
public sealed class SealingPipeline : IDisposable
{
    private readonly object _lock = new();
    private readonly Stack<PlainChunk> _empty = new();
    private readonly Queue<PlainChunk> _filled = new();
    private readonly SealedOutput _output;
    private readonly AdaptiveCompression _compression;
    private readonly StreamIdentity _identity = new();
    private readonly WorkerThread[] _workers;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _birth;
    private long _submitted;
    private long _nextOut;
    private bool _closing;
    private Exception? _fault;

    /// <param name="workers">Number of threads.</param>
    /// <param name="output">Called by the workers, one chunk at a time, in order. Its exceptions reach the producer.</param>
    public SealingPipeline(Bytes32 key, Compression compression, int workers, SealedOutput output)
    {
        _output = output;
        _compression = new AdaptiveCompression(compression, workers);
        _birth = _clock.GetTimestamp();
        for (var i = 0; i < 2 * workers + 1; i++)
            _empty.Push(new PlainChunk());
        _workers = new WorkerThread[workers];
        for (var i = 0; i < workers; i++)
            _workers[i] = WorkerThread.Start($"seal {i}", () => Work(key), Fail);
    }

    /// <summary>Blocks until an empty chunk is available.</summary>
    /// <exception cref="SealingStoppedException"/>
    public PlainChunk Rent()
    {
        lock (_lock)
        {
            while (_empty.Count == 0)
            {
                ThrowIfFaulted();
                Monitor.Wait(_lock);
            }
            ThrowIfFaulted();
            var chunk = _empty.Pop();
            chunk.Clear();
            return chunk;
        }
    }

    /// <summary>Queues a rented chunk, which must not be empty.</summary>
    public void Submit(PlainChunk chunk, ChunkKind kind, uint stream, long plainOffset)
    {
        chunk.Kind = kind;
        chunk.Stream = stream;
        chunk.PlainOffset = plainOffset;
        lock (_lock)
        {
            chunk.Sequence = _submitted++;
            _filled.Enqueue(chunk);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Gives back a rented chunk unsent.</summary>
    public void Return(PlainChunk chunk)
    {
        lock (_lock)
        {
            _empty.Push(chunk);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Blocks until every submitted chunk has been output.</summary>
    /// <exception cref="SealingStoppedException"/>
    public void Drain()
    {
        lock (_lock)
            while (_nextOut < _submitted)
            {
                ThrowIfFaulted();
                Monitor.Wait(_lock);
            }
    }

    /// <summary>Blocks until every submitted chunk has been output, and returns the identity of the last stream.</summary>
    /// <exception cref="SealingStoppedException"/>
    public UInt128 DrainIdentity()
    {
        Drain();
        // The workers add to it in their turn, and none is left that has one.
        return _identity.Value;
    }

    /// <summary>Ends the workers. The caller first unblocks a worker that waits inside the output.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closing = true;
            Monitor.PulseAll(_lock);
        }
        foreach (var worker in _workers)
            worker.Join();
    }

    private void Work(Bytes32 key)
    {
        using var sealer = new ChunkSealer(key);
        while (Take() is { } chunk)
            Process(sealer, chunk);
    }

    // The producer gets the exception at its next call.
    private void Fail(Exception fault)
    {
        lock (_lock)
        {
            _fault ??= fault;
            Monitor.PulseAll(_lock);
        }
    }

    private PlainChunk? Take()
    {
        lock (_lock)
        {
            while (_filled.Count == 0 && !_closing && _fault is null)
                Monitor.Wait(_lock);
            return _fault is null && _filled.TryDequeue(out var chunk) ? chunk : null;
        }
    }

    private void Process(ChunkSealer sealer, PlainChunk chunk)
    {
        var begin = Now;
        var level = chunk is { Kind: ChunkKind.Bytes, PackedFrom: 0 } ? _compression.NextLevel() : 0;
        var sealedChunk = sealer.Seal(chunk, level, out var shrank);
        if (level > 0)
            _compression.Learn(shrank);
        var worked = Now - begin;
        if (!AwaitTurn(chunk.Sequence))
            return;
        if (chunk.Kind == ChunkKind.Begin)
            _identity.Begin();
        if (chunk.Kind is ChunkKind.Begin or ChunkKind.Bytes)
            _identity.Add(sealedChunk);
        var backlog = _output(sealedChunk);
        _compression.Report(worked, backlog, Now);
        lock (_lock)
        {
            _nextOut++;
            _empty.Push(chunk);
            Monitor.PulseAll(_lock);
        }
    }

    private bool AwaitTurn(long sequence)
    {
        lock (_lock)
        {
            while (_nextOut != sequence && _fault is null)
                Monitor.Wait(_lock);
            return _fault is null;
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_birth);

    private void ThrowIfFaulted()
    {
        if (_fault is not null)
            throw new SealingStoppedException(_fault);
    }
}
