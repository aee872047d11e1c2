using System;

namespace Ka.Transport;

/// <summary>The other side is not who it should be, or will not have us. The message is for an operator.</summary>
/// <param name="isFinal">Trying again will give the same answer.</param>
public sealed class HandshakeException(string message, bool isFinal) : Exception(message)
{
    public bool IsFinal { get; } = isFinal;

    /// <summary>Time for which the other side wants to be left alone; zero: it gave none.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The machine is there, and no program listens on its port.</summary>
    public bool IsPortClosed { get; init; }
}
