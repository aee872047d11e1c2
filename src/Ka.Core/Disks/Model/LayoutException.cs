using System;

namespace Ka.Disks.Model;

/// <summary>A layout, a desc file or a machine's disks cannot be what they say. The message names the field or the
/// line.</summary>
public sealed class LayoutException(string message) : Exception(message);
