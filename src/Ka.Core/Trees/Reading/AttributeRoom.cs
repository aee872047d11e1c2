using System;

namespace Ka.Trees.Reading;

/// <summary>The room that a file system has for the extended attributes of one file, in bytes.</summary>
public readonly record struct AttributeRoom
{
    private const int Alignment = 4;

    /// <summary>Of what each attribute takes besides its name and value.</summary>
    private readonly int _header;

    private AttributeRoom(int inside, int outside, int header, bool isForEach) =>
        (Inside, Outside, _header, IsForEach) = (inside, outside, header, isForEach);

    /// <summary>There are no attributes.</summary>
    public static AttributeRoom None { get; } = new(0, 0, 1, false);

    /// <summary>In the inode.</summary>
    public int Inside { get; private init; }

    /// <summary>Elsewhere.</summary>
    public int Outside { get; private init; }

    /// <summary>It is there for each of the attributes, not for all of a file together.</summary>
    public bool IsForEach { get; }

    /// <summary>ext2, ext3, ext4 without <c>ea_inode</c>: what is left of the inode, and one block
    /// (linux/fs/ext4/xattr.h).</summary>
    /// <param name="inodeSize">0: attributes are in the block only.</param>
    public static AttributeRoom Ext(int blockSize, int inodeSize) => new(Math.Max(0, inodeSize - 168), blockSize - 36, 16, false);

    /// <summary>btrfs: an attribute is one item of a node (BTRFS_MAX_XATTR_SIZE).</summary>
    public static AttributeRoom Btrfs(int nodeSize) => new(0, nodeSize - 156, 0, true);

    /// <summary>f2fs: part of a block of 4096 bytes.</summary>
    public static AttributeRoom F2fs { get; } = new(0, 4096 - 24 - 24 - 4, 4, false);

    /// <summary>Puts another attribute of the file into it, where the kernel would.</summary>
    /// <param name="room">What the others left.</param>
    /// <returns>False: it does not fit.</returns>
    public static bool TryPut(ref AttributeRoom room, ReadOnlySpan<byte> name, int valueLength)
    {
        if (room.IsForEach)
            return name.Length + valueLength <= room.Outside;
        var size = room._header + Aligned(StoredName(name)) + Aligned(StoredValue(name, valueLength));
        if (size <= room.Inside)
            room = room with { Inside = room.Inside - size };
        else if (size <= room.Outside)
            room = room with { Outside = room.Outside - size };
        else
            return false;
        return true;
    }

    /// <summary>The first part of a name is a number there, and so is all of an ACL's.</summary>
    private static int StoredName(ReadOnlySpan<byte> name) => IsAcl(name) ? 0 : name.Length - name.IndexOf((byte)'.') - 1;

    /// <summary>The four entries of an ACL that name no user and no group are shorter there.</summary>
    private static int StoredValue(ReadOnlySpan<byte> name, int length) => IsAcl(name) ? Math.Max(0, length - 16) : length;

    private static bool IsAcl(ReadOnlySpan<byte> name) => name.StartsWith("system.posix_acl_"u8);

    private static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;
}
