using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Wire;

namespace Ka.Sealing;

/// <summary>Takes a chunk of the sealed stream; may block. Its span is valid during the call.</summary>
/// <returns>Sealed bytes that now wait for the link.</returns>
public delegate long SealedOutput(ReadOnlySpan<byte> chunk);

/// <summary>A production line: one thread fills chunks, several compress and seal them, and they come out in the order they
/// went in. The number of chunks is fixed, so a slow link slows the producer and nothing grows.</summary>
public sealed class SealingLine : IDisposable
{
    private readonly object _line = new();
    private readonly Stack<PlainChunk> _empty = new();
    private readonly Queue<PlainChunk> _filled = new();
    private readonly SealedOutput _output;
    private readonly CompressionControl _control;
    private readonly Thread[] _workers;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _birth;
    private long _submitted;
    private long _nextOut;
    private bool _closing;
    private Exception? _fault;

    /// <param name="output">Called by the workers, one chunk at a time, in order. What it throws, the producer gets.</param>
    public SealingLine(Bytes32 key, Compression compression, int workers, SealedOutput output)
    {
        _output = output;
        _control = new CompressionControl(compression, workers);
        _birth = _clock.GetTimestamp();
        for (var i = 0; i < 2 * workers + 1; i++)
            _empty.Push(new PlainChunk());
        _workers = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _workers[i] = new Thread(() => Work(key)) { Name = $"seal {i}", IsBackground = true };
            _workers[i].Start();
        }
    }

    /// <summary>An empty chunk, as soon as there is one.</summary>
    /// <exception cref="SealingStoppedException"/>
    public PlainChunk Rent()
    {
        lock (_line)
        {
            while (_empty.Count == 0)
            {
                ThrowIfFaulted();
                Monitor.Wait(_line);
            }
            ThrowIfFaulted();
            var chunk = _empty.Pop();
            chunk.Clear();
            return chunk;
        }
    }

    /// <summary>Puts a rented chunk, which must not be empty, on the line.</summary>
    public void Submit(PlainChunk chunk, ChunkKind kind, uint stream, long plainOffset)
    {
        chunk.Kind = kind;
        chunk.Stream = stream;
        chunk.PlainOffset = plainOffset;
        lock (_line)
        {
            chunk.Sequence = _submitted++;
            _filled.Enqueue(chunk);
            Monitor.PulseAll(_line);
        }
    }

    /// <summary>Gives back a rented chunk that has nothing in it.</summary>
    public void Return(PlainChunk chunk)
    {
        lock (_line)
        {
            _empty.Push(chunk);
            Monitor.PulseAll(_line);
        }
    }

    /// <summary>Waits until everything that was submitted is out.</summary>
    /// <exception cref="SealingStoppedException"/>
    public void Drain()
    {
        lock (_line)
            while (_nextOut < _submitted)
            {
                ThrowIfFaulted();
                Monitor.Wait(_line);
            }
    }

    /// <summary>Ends the workers; one that is inside the output must be freed by its owner first.</summary>
    public void Dispose()
    {
        lock (_line)
        {
            _closing = true;
            Monitor.PulseAll(_line);
        }
        foreach (var worker in _workers)
            worker.Join();
    }

    private void Work(Bytes32 key)
    {
        using var sealer = new ChunkSealer(key);
        try
        {
            while (Take() is { } chunk)
                Process(sealer, chunk);
        }
        catch (Exception e)
        {
            // The thread's boundary: whoever drives the line hears of it at the next call.
            lock (_line)
            {
                _fault ??= e;
                Monitor.PulseAll(_line);
            }
        }
    }

    private PlainChunk? Take()
    {
        lock (_line)
        {
            while (_filled.Count == 0 && !_closing && _fault is null)
                Monitor.Wait(_line);
            return _fault is null && _filled.TryDequeue(out var chunk) ? chunk : null;
        }
    }

    private void Process(ChunkSealer sealer, PlainChunk chunk)
    {
        var begin = Now;
        var level = chunk.Kind == ChunkKind.Bytes ? _control.NextLevel() : 0;
        var sealedChunk = sealer.Seal(chunk.Kind, chunk.Stream, chunk.Sequence, chunk.PlainOffset, chunk.Filled, level, out var shrank);
        if (level > 0)
            _control.Learn(shrank);
        var worked = Now - begin;
        if (!AwaitTurn(chunk.Sequence))
            return;
        var backlog = _output(sealedChunk);
        _control.Report(worked, backlog, Now);
        lock (_line)
        {
            _nextOut++;
            _empty.Push(chunk);
            Monitor.PulseAll(_line);
        }
    }

    private bool AwaitTurn(long sequence)
    {
        lock (_line)
        {
            while (_nextOut != sequence && _fault is null)
                Monitor.Wait(_line);
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
