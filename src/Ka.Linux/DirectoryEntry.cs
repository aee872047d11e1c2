using System;

namespace Ka.Linux;

/// <summary>An entry of a directory. <see cref="Name"/> is valid until the next <see cref="DirectoryEntries.Fill"/>.</summary>
public readonly ref struct DirectoryEntry
{
    internal DirectoryEntry(ulong inode, FileKind kind, ReadOnlySpan<byte> name)
    {
        Inode = inode;
        Kind = kind;
        Name = name;
    }

    /// <summary>Below a mount point the number of what is covered.</summary>
    public ulong Inode { get; }

    public FileKind Kind { get; }

    public ReadOnlySpan<byte> Name { get; }
}
