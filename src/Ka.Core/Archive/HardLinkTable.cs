using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Archive;

/// <summary>Inodes with several names, by the name under which they were sent. An inode is forgotten with its last name.</summary>
internal sealed class HardLinkTable
{
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), Known> _known = [];

    /// <summary>The name that was sent for this inode; empty when none was.</summary>
    public ReadOnlySpan<byte> Find(in FileStatus status)
    {
        if (status.Links <= 1 || !_known.TryGetValue((status.Device, status.Inode), out var known))
            return default;
        return known.Path;
    }

    /// <summary>Remembers the first name.</summary>
    public void Sent(in FileStatus status, ReadOnlySpan<byte> path)
    {
        if (status.Links > 1)
            _known[(status.Device, status.Inode)] = new Known(path.ToArray()) { Left = status.Links - 1 };
    }

    /// <summary>One of the further names was sent.</summary>
    public void SentAgain(in FileStatus status)
    {
        var key = (status.Device, status.Inode);
        if (--_known[key].Left == 0)
            _known.Remove(key);
    }

    private sealed class Known(byte[] path)
    {
        public byte[] Path { get; } = path;

        public uint Left { get; set; }
    }
}
