using System;

namespace Ka.Tar;

/// <summary>The stream is no archive that can be extracted: malformed, truncated, beyond a limit, or out to leave its
/// root.</summary>
/// <param name="offset">Bytes from the start of the stream to the header of the entry, or to the place itself.</param>
/// <param name="reason">In words for an operator; names in it are escaped.</param>
public sealed class ArchiveException(long offset, string reason) : Exception($"archive, byte {offset}: {reason}")
{
    /// <summary>Bytes from the start of the stream.</summary>
    public long Offset { get; } = offset;

    /// <summary>The message without the place.</summary>
    public string Reason { get; } = reason;
}
