using System;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Relay;

/// <summary>A connection whose other end has proved that it belongs to the run and wants this node as its parent.</summary>
public sealed class AttachRequest(Fd socket, Attach attach) : IDisposable
{
    public Attach Attach { get; } = attach;

    internal Fd Socket { get; } = socket;

    public void Dispose() => Socket.Dispose();
}
