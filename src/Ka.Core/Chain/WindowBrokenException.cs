using System;

namespace Ka.Chain;

/// <summary>The sealed stream ends here, before its end. The message is the reason, for an operator.</summary>
public sealed class WindowBrokenException(string message) : Exception(message);
