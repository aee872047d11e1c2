namespace Ka.Archive;

/// <summary>A stretch of data in a file; what lies between two of them is a hole.</summary>
internal readonly record struct SparsePiece(long Offset, long Length);
