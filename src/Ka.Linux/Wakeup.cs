using System;

namespace Ka.Linux;

/// <summary>Wakes a thread that waits in <see cref="PollSet"/>, from any thread, as often as one likes (eventfd(2)).</summary>
public sealed class Wakeup : IDisposable
{
    public Wakeup() =>
        Descriptor = new Fd((int)SysResult.From(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK)).OrThrow("eventfd", ""));

    /// <summary>The descriptor to poll for <see cref="PollEvents.In"/>.</summary>
    public Fd Descriptor { get; }

    public void Signal()
    {
        Span<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        // EAGAIN: the counter is full, so the signal is there already.
        _ = Descriptor.Write(one);
    }

    /// <summary>Takes all signals that came so far.</summary>
    public void Clear()
    {
        Span<byte> counter = stackalloc byte[8];
        _ = Descriptor.Read(counter);
    }

    public void Dispose() => Descriptor.Dispose();
}
