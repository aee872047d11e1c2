using System;

namespace Ka.TestKit;

/// <summary>A child that had to succeed did not, or was not done in time. The message has its words and what it said.</summary>
public sealed class ChildFailedException(string message) : Exception(message);
