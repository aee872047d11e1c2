using System;

namespace Ka.NodeBoot;

/// <summary>The error of a machine that cannot go on. The message is for the operator at its screen.</summary>
public sealed class StageException(string message) : Exception(message);
