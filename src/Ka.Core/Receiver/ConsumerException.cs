using System;

namespace Ka.Receiver;

/// <summary>A failure of a consumer itself: its command's exit status, a target of the wrong kind.</summary>
internal sealed class ConsumerException(string message) : Exception(message);
