using System;

namespace Ka.Linux;

/// <summary>A program of the system failed, or is missing. The message has its words and what it said.</summary>
public sealed class ToolException(string message) : Exception(message);
