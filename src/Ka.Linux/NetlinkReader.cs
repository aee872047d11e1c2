using System;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Takes pieces with a length in front off what netlink(7) delivered: messages off a datagram, attributes off a message.
/// Looks at the length before every step; a piece that claims more than is there ends the reading.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next message: its header and what follows that.</summary>
    public bool TryMessage(out Sys.nlmsghdr header, out ReadOnlySpan<byte> content)
    {
        content = default;
        return MemoryMarshal.TryRead(_rest, out header)
            && TryTake((int)Math.Min(header.nlmsg_len, int.MaxValue), 16, out content);
    }

    /// <summary>The next attribute, its type without the flags in the upper two bits.</summary>
    public bool TryAttribute(out ushort type, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = MemoryMarshal.TryRead<Sys.nlattr>(_rest, out var header) && TryTake(header.nla_len, 4, out value);
        type = (ushort)(header.nla_type & 0x3fff);
        return found;
    }

    private bool TryTake(int length, int headerLength, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (length < headerLength || length > _rest.Length)
            return false;
        content = _rest[headerLength..length];
        _rest = _rest[Math.Min(NetlinkMessage.Aligned(length), _rest.Length)..];
        return true;
    }
}
