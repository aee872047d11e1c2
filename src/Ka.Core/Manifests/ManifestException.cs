using System;

namespace Ka.Manifests;

/// <summary>A manifest is cut, damaged, or none. The message says where.</summary>
public sealed class ManifestException(string message) : Exception(message)
{
    internal ManifestException(long line, string problem)
        : this($"line {line} {problem}") { }
}
