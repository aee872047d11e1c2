using System;

namespace Ka.Stages;

/// <summary>This machine cannot go on. The message is for whoever stands before it.</summary>
public sealed class StageException(string message) : Exception(message);
