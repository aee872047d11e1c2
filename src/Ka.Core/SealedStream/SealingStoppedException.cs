using System;

namespace Ka.SealedStream;

/// <summary>The pipeline takes no more chunks because its output or a worker failed.</summary>
public sealed class SealingStoppedException(Exception cause) : Exception(cause.Message, cause);
