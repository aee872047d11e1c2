using System;
using System.Buffers;
using System.Threading;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.Sender;

/// <summary>A manifest on its way to a disk, on a thread of its own: who writes into it never waits. It lies beside its place
/// until it is whole.</summary>
internal sealed class ManifestFile : IBufferWriter<byte>
{
    private const int BlockSize = 64 << 10;

    /// <summary>Bytes that may wait for the disk. A machine's million files come to twice that.</summary>
    private const long MostWaiting = 64 << 20;

    private readonly BytePath _path;
    private readonly Action<string> _warn;
    private readonly BoundedQueue<byte[]> _queue = new(long.MaxValue);
    private byte[] _block = new byte[BlockSize];
    private int _used;
    private long _waiting;
    private string? _failure;
    private int _state;
    private WorkerThread? _thread;

    /// <param name="warn">Hears, once, why there will be no manifest.</param>
    public ManifestFile(BytePath path, Action<string> warn)
    {
        _path = path;
        _warn = warn;
    }

    private enum State
    {
        Growing,
        Whole,
        Abandoned,
    }

    private State Current => (State)Volatile.Read(ref _state);

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_used > 0 && _block.Length - _used < Math.Max(1, sizeHint))
            HandOver();
        if (_block.Length < sizeHint)
            _block = new byte[sizeHint];
        return _block.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The round begins: what an earlier run left in its place goes. Before <see cref="Complete"/>; further calls do
    /// nothing.</summary>
    public void Begin()
    {
        // On failure the run goes on without a manifest.
        _thread ??= WorkerThread.Start("manifest", Write, e => Fail(e.Message));
    }

    /// <summary>Marks the manifest as whole. Does not wait for the file.</summary>
    public void Complete()
    {
        HandOver();
        Become(State.Whole);
        _queue.Complete();
    }

    /// <summary>Drops the manifest unless it is whole. Any thread.</summary>
    public void Abandon()
    {
        Become(State.Abandoned);
        if (Current == State.Abandoned)
            _queue.Abandon();
    }

    /// <summary>Waits until it is in its place, or given up.</summary>
    public void Close(TimeSpan patience)
    {
        Abandon();
        if (_thread?.Join(patience) == false)
            Fail("its disk does not keep up");
    }

    private void Become(State state) => Interlocked.CompareExchange(ref _state, (int)state, (int)State.Growing);

    private void HandOver()
    {
        if (Interlocked.Add(ref _waiting, _used) > MostWaiting)
            Fail("its disk does not keep up");
        if (Volatile.Read(ref _failure) is null)
            _queue.TryAdd(_used == _block.Length ? _block : _block[.._used], 1);
        (_block, _used) = (new byte[BlockSize], 0);
    }

    private void Write()
    {
        using var pending = new PendingFile(_path);
        if (Files.Remove(_path) is { IsSuccess: false } removed && !removed.Is(Errno.ENOENT))
            removed.OrThrow("unlink", _path);
        using (var file = pending.Create(FilePermissions.Private))
        {
            while (_queue.TryTake(out var block))
            {
                file.WriteAll(block).OrThrow("write", pending.Partial);
                Interlocked.Add(ref _waiting, -block.Length);
            }
            if (Current != State.Whole || Volatile.Read(ref _failure) is not null)
                return;
        }
        pending.Commit();
    }

    private void Fail(string why)
    {
        if (Interlocked.CompareExchange(ref _failure, why, null) is null)
            _warn($"ka: no manifest '{_path}': {why}");
    }
}
