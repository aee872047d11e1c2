using System;
using System.Buffers;

namespace Ka.Sender;

/// <summary>An output that ends a producer when it is not wanted any more.</summary>
internal sealed class CancellableOutput(IBufferWriter<byte> output, Func<bool> isCancelled) : IBufferWriter<byte>
{
    public void Advance(int count) => output.Advance(count);

    /// <exception cref="ProducerException">It is cancelled.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0) =>
        isCancelled() ? throw new ProducerException("stopped: nothing was saved") : output.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
