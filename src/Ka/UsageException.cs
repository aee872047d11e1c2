using System;

namespace Ka;

/// <summary>The command line cannot mean what it says. The message names the word.</summary>
internal sealed class UsageException(string message) : Exception(message);
