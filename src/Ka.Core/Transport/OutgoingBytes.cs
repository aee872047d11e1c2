using System;
using System.IO;
using Ka.Linux;

namespace Ka.Transport;

/// <summary>Encrypted bytes for a socket; those that the kernel does not accept at once are kept. Thread-safe; never
/// blocks.</summary>
/// <remarks>Bounded by its user: <see cref="Connection"/> adds nothing while bytes are kept, except a record that TLS itself
/// needs.</remarks>
internal sealed class OutgoingBytes(Fd socket)
{
    private readonly object _lock = new();
    private byte[] _kept = [];
    private int _start;
    private int _length;
    private long _progressAt;

    /// <summary>True when bytes are kept.</summary>
    public bool HasKept
    {
        get
        {
            lock (_lock)
                return _length > 0;
        }
    }

    /// <summary>Time since the kernel accepted a byte; zero while none is kept.</summary>
    public TimeSpan StuckFor
    {
        get
        {
            lock (_lock)
                return _length > 0 ? TimeProvider.System.GetElapsedTime(_progressAt) : TimeSpan.Zero;
        }
    }

    /// <summary>Sends what the kernel accepts now and keeps the rest.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_length == 0)
                bytes = bytes[SendNow(bytes)..];
            if (bytes.IsEmpty)
                return;
            if (_length == 0)
                _progressAt = TimeProvider.System.GetTimestamp();
            Keep(bytes);
        }
    }

    /// <summary>Sends what is kept, as far as the kernel accepts it.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public void Flush()
    {
        lock (_lock)
        {
            while (_length > 0 && SendNow(_kept.AsSpan(_start, _length)) is > 0 and var sent)
            {
                _progressAt = TimeProvider.System.GetTimestamp();
                (_start, _length) = (_start + sent, _length - sent);
            }
            if (_length == 0)
                (_kept, _start) = ([], 0);
        }
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        var sent = Sockets.SendNow(socket, bytes);
        if (!sent.IsSuccess && !sent.Is(Errno.EAGAIN))
            throw new IOException(LinuxException.Describe(sent.Errno));
        return sent.IsSuccess ? (int)sent.Value : 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var needed = _length + bytes.Length;
        if (_start + needed > _kept.Length)
        {
            var larger = new byte[needed];
            _kept.AsSpan(_start, _length).CopyTo(larger);
            (_kept, _start) = (larger, 0);
        }
        bytes.CopyTo(_kept.AsSpan(_start + _length));
        _length = needed;
    }
}
