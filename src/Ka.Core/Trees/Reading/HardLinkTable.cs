using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Trees.Reading;

/// <summary>The inodes with several names that were sent, each with the first name it was sent under.</summary>
/// <remarks>An inode is forgotten with its last name. Its birth time belongs to the key: on a file system in use, the number of
/// an inode that was removed is given to another file, which must not become a link to the first.</remarks>
internal sealed class HardLinkTable
{
    private readonly Dictionary<(DeviceNumber Device, ulong Inode, UnixTime Born), FirstName> _known = [];

    /// <summary>The name under which this inode was sent; empty when it was not.</summary>
    public ReadOnlySpan<byte> Find(in FileStatus status) =>
        status.Links > 1 && _known.TryGetValue(Key(status), out var first) ? first.Path : default;

    /// <summary>Remembers the first name.</summary>
    public void Sent(in FileStatus status, ReadOnlySpan<byte> path)
    {
        if (status.Links > 1)
            _known[Key(status)] = new FirstName(path.ToArray()) { Left = status.Links - 1 };
    }

    /// <summary>Counts a further name that was sent.</summary>
    public void SentAgain(in FileStatus status)
    {
        var key = Key(status);
        if (--_known[key].Left == 0)
            _known.Remove(key);
    }

    private static (DeviceNumber Device, ulong Inode, UnixTime Born) Key(in FileStatus status) =>
        (status.Device, status.Inode, status.Born);

    private sealed class FirstName(byte[] path)
    {
        public byte[] Path { get; } = path;

        /// <summary>Names that were not sent yet.</summary>
        public uint Left { get; set; }
    }
}
