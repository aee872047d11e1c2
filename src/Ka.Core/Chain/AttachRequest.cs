using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>A connection whose other end has shown that it belongs to the run and means us.</summary>
public sealed class AttachRequest(Fd socket, Attach attach) : IDisposable
{
    public Attach Attach { get; } = attach;

    internal Fd Socket { get; } = socket;

    public void Dispose() => Socket.Dispose();
}
