using Ka.Linux;

namespace Ka.Store;

/// <summary>An entry of an image's trees, as its manifest has it.</summary>
/// <param name="Type">A letter of the manifest (docs/manifest.md).</param>
/// <param name="Path">On a clone.</param>
public sealed record StoredEntry(char Type, BytePath Path)
{
    public uint Permissions { get; init; }

    public uint Owner { get; init; }

    public uint Group { get; init; }

    /// <summary>Bytes of a file.</summary>
    public long Size { get; init; }

    /// <summary>A symbolic link's target, or the first name of a hard link on a clone; otherwise empty.</summary>
    public BytePath Link { get; init; }

    /// <summary>XXH3-128 of a file's contents.</summary>
    public System.UInt128 Hash { get; init; }

    /// <summary>The stream that it is in.</summary>
    internal int Stream { get; init; }

    /// <summary>Its number in the stream's archive.</summary>
    internal long Number { get; init; }
}
