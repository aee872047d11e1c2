using System;

namespace Ka.TestKit;

/// <summary>A virtual machine did not do what it had to, in time. The message has the end of what it said.</summary>
public sealed class VmException(string message) : Exception(message);
