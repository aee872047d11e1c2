using System;
using System.Security.Cryptography;
using System.Threading;
using static Relay.Native;

namespace Relay;

/// <summary>A second thread that reads every byte of the ring once: AES-256-GCM over each chunk, at the cost of opening it
/// (the same passes over the same bytes as sealing).</summary>
internal sealed unsafe class Consumer(int chunk)
{
    private readonly object _gate = new();
    private readonly int _progress = (int)Checked(eventfd(0, 0x800));
    private long _available;
    private long _consumed;
    private bool _ended;
    private Thread? _thread;

    public long Consumed => Volatile.Read(ref _consumed);

    /// <summary>Readable after a chunk was consumed.</summary>
    public int Progress => _progress;

    public void Start(Ring ring)
    {
        _thread = new Thread(() => Consume(ring));
        _thread.Start();
    }

    /// <summary>Called by the relay after each read; wakes the consumer when a chunk became whole.</summary>
    public void Offer(long available)
    {
        lock (_gate)
        {
            if (available / chunk != _available / chunk)
                Monitor.Pulse(_gate);
            _available = available;
        }
    }

    public void Finish()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
        _thread!.Join();
    }

    public void ClearProgress()
    {
        long counter;
        _ = OrBlocked(read(_progress, (byte*)&counter, sizeof(long)));
    }

    private void Consume(Ring ring)
    {
        using var cipher = new AesGcm(new byte[32], 16);
        var (plain, tag, nonce) = (new byte[chunk], new byte[16], new byte[12]);
        while (NextChunk() is var length and > 0)
        {
            cipher.Encrypt(nonce, new ReadOnlySpan<byte>(ring.At(_consumed), length), plain.AsSpan(0, length), tag);
            Volatile.Write(ref _consumed, _consumed + length);
            long one = 1;
            _ = OrBlocked(write(_progress, (byte*)&one, sizeof(long)));
        }
    }

    /// <summary>The length of the next chunk; the last may be short, 0 is the end. The ring holds whole chunks, so each
    /// lies in one piece.</summary>
    private int NextChunk()
    {
        lock (_gate)
        {
            while (!_ended && _available - _consumed < chunk)
                Monitor.Wait(_gate);
            return (int)Math.Min(_available - _consumed, chunk);
        }
    }
}
