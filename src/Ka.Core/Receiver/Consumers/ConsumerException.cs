using System;

namespace Ka.Receiver;

/// <summary>The consumer's own failure: its command's exit status, a target of the wrong kind.</summary>
internal sealed class ConsumerException(string message) : Exception(message);
