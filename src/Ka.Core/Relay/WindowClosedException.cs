using System;

namespace Ka.Relay;

/// <summary>The window was closed before the end of the stream. The message is the reason, for an operator.</summary>
public sealed class WindowClosedException(string message) : Exception(message);
