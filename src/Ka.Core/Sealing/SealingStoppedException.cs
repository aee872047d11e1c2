using System;

namespace Ka.Sealing;

/// <summary>The sealed stream can take no more: its output failed.</summary>
public sealed class SealingStoppedException(Exception cause) : Exception(cause.Message, cause);
