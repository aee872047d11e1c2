using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Store;

/// <summary>Packs frames on several threads: each becomes a file, or a further name of a file that holds the same.</summary>
/// <remarks>The number of frames is fixed: slow packing blocks the producer in <see cref="Rent"/>. One producer thread.</remarks>
internal sealed class FramePacker : IDisposable
{
    private readonly object _lock = new();
    private readonly Stack<PlainFrame> _empty = new();
    private readonly Queue<PlainFrame> _filled = new();
    private readonly BytePath _directory;
    private readonly KnownFrames _known;
    private readonly int _level;
    private readonly List<WorkerThread> _workers = [];
    private int _inWork;
    private bool _closing;
    private Exception? _fault;

    /// <param name="directory">The image's.</param>
    /// <param name="known">Gets every frame that is packed.</param>
    /// <param name="level">Zstandard's.</param>
    public FramePacker(BytePath directory, KnownFrames known, int level)
    {
        (_directory, _known, _level) = (directory, known, level);
        var workers = Math.Clamp(Environment.ProcessorCount, 1, 8);
        for (var i = 0; i < 2 * workers + 1; i++)
            _empty.Push(new PlainFrame());
        for (var i = 0; i < workers; i++)
            _workers.Add(WorkerThread.Start($"pack {i}", Work, Fail));
    }

    /// <summary>What became of a frame, for each that is packed. Called by the workers, one at a time.</summary>
    public required Action<PackedFrame> Packed { get; init; }

    /// <summary>Blocks until an empty frame is available.</summary>
    /// <exception cref="StoreException">A frame could not be stored.</exception>
    public PlainFrame Rent()
    {
        lock (_lock)
        {
            while (_empty.Count == 0 && _fault is null)
                Monitor.Wait(_lock);
            ThrowIfFaulted();
            var frame = _empty.Pop();
            frame.Length = 0;
            return frame;
        }
    }

    /// <summary>Queues a rented frame, which is not empty.</summary>
    public void Submit(PlainFrame frame)
    {
        lock (_lock)
        {
            _filled.Enqueue(frame);
            _inWork++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Gives back a rented frame.</summary>
    public void Return(PlainFrame frame)
    {
        lock (_lock)
        {
            _empty.Push(frame);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Blocks until every frame is stored.</summary>
    /// <exception cref="StoreException">One could not be.</exception>
    public void Drain()
    {
        lock (_lock)
        {
            while (_inWork > 0 && _fault is null)
                Monitor.Wait(_lock);
            ThrowIfFaulted();
        }
    }

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

    private void Work()
    {
        using var zstd = new Zstd();
        var packed = GC.AllocateUninitializedArray<byte>(Zstd.Bound(FrameCutter.Most));
        while (Take() is { } frame)
        {
            var done = Pack(frame, zstd, packed);
            lock (_lock)
            {
                Packed(done);
                _inWork--;
                _empty.Push(frame);
                Monitor.PulseAll(_lock);
            }
        }
    }

    private PackedFrame Pack(PlainFrame frame, Zstd zstd, byte[] packed)
    {
        var plain = Sum256.Of(frame.Filled);
        var file = _directory.Join(BytePath.FromText(frame.Path));
        if (_known.Find(plain) is { } known && TryShare(known, file, packed) is { } shared)
            return new PackedFrame(frame.Number, plain, known.Sum, shared, IsShared: true);
        var length = zstd.TryCompress(frame.Filled, packed, _level);
        if (length < 0)
            throw new StoreException($"'{file}': zstd cannot compress it");
        using (var created = Files.CreateNew(file, FilePermissions.Private))
            created.WriteAll(packed.AsSpan(0, length)).OrThrow("write", file);
        var sum = Sum256.Of(packed.AsSpan(0, length));
        _known.Add(plain, new KnownFrame(file, sum));
        return new PackedFrame(frame.Number, plain, sum, length, IsShared: false);
    }

    /// <summary>Gives a stored frame a further name, when it still is what was stored: damage is not inherited.</summary>
    /// <returns>Its length; null: it is not shared.</returns>
    private static int? TryShare(KnownFrame known, BytePath name, byte[] buffer)
    {
        if (!Files.TryOpenRead(known.File, out var file).IsSuccess)
            return null;
        using (file)
        {
            var read = file.ReadFully(buffer);
            if (!read.IsSuccess || read.Value == buffer.Length || Sum256.Of(buffer.AsSpan(0, (int)read.Value)) != known.Sum)
                return null;
            // EMLINK, EPERM: a file system that cannot.
            return Files.MakeHardLink(known.File, name).IsSuccess ? (int)read.Value : null;
        }
    }

    private PlainFrame? Take()
    {
        lock (_lock)
        {
            while (_filled.Count == 0 && !_closing && _fault is null)
                Monitor.Wait(_lock);
            return _fault is null && _filled.TryDequeue(out var frame) ? frame : null;
        }
    }

    private void Fail(Exception fault)
    {
        lock (_lock)
        {
            _fault ??= fault;
            Monitor.PulseAll(_lock);
        }
    }

    private void ThrowIfFaulted()
    {
        if (_fault is not null)
            throw new StoreException(_fault.Message, _fault);
    }
}

/// <summary>A frame that is stored now.</summary>
/// <param name="Length">Of the file.</param>
/// <param name="IsShared">The file was there before, under another name.</param>
internal sealed record PackedFrame(int Number, Sum256 Plain, Sum256 Sum, int Length, bool IsShared);
