using System;

namespace Ka.Streams;

/// <summary>The stream cannot be read to its end. The message says why, in words for an operator.</summary>
public sealed class StreamBrokenException(string message, Exception? cause = null) : Exception(message, cause);
