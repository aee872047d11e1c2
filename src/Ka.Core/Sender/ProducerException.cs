using System;

namespace Ka.Sender;

/// <summary>The producer's own failure: its command's exit status.</summary>
internal sealed class ProducerException(string message) : Exception(message);
