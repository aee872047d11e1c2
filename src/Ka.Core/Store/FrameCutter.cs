using System;

namespace Ka.Store;

/// <summary>Decides where the frames of an archive end, so that what is unchanged in the next version is cut in the same way.
/// Pure.</summary>
/// <remarks>A frame ends before an entry whose name says so, and around the contents of a large file, which then are frames of
/// their own whatever its attributes are. Sizes: docs/adr/0041-store.md.</remarks>
internal static class FrameCutter
{
    /// <summary>Plain bytes of the largest frame: what the wire takes as one chunk.</summary>
    public const int Most = 1 << 20;

    /// <summary>Plain bytes below which a frame does not end before an entry.</summary>
    public const int Least = 128 << 10;

    /// <summary>Bytes of contents from which on a file has frames of its own.</summary>
    public const int LargeFile = 256 << 10;

    /// <summary>One in this number of names ends a frame that is long enough.</summary>
    private const int Spread = 8;

    /// <summary>A frame of this length ends before an entry.</summary>
    /// <param name="name">A hash of the entry's name, which is the same in every version.</param>
    public static bool EndsBefore(ulong name, long length) => length >= Least && name % Spread == 0;
}
