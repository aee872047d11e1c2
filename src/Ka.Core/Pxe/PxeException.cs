using System;

namespace Ka.Pxe;

/// <summary>The boot tree cannot be as it was asked for. The message names what stands against it.</summary>
public sealed class PxeException(string message) : Exception(message);
