using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ka.Linux;

/// <summary>Writes one message of netlink(7): header, a fixed struct, attributes. Everything is in the machine's byte order and
/// starts at multiples of four.</summary>
internal ref struct NetlinkMessage
{
    private const int HeaderLength = 16;
    private const int AttributeHeaderLength = 4;

    private readonly Span<byte> _buffer;
    private int _length = HeaderLength;

    public NetlinkMessage(Span<byte> buffer, ushort type, int flags)
    {
        _buffer = buffer;
        buffer.Clear();
        var header = new Sys.nlmsghdr { nlmsg_type = type, nlmsg_flags = (ushort)(flags | Sys.NLM_F_REQUEST) };
        MemoryMarshal.Write(buffer, header);
    }

    /// <summary>The struct that the type asks for.</summary>
    public void Fixed<T>(in T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer[_length..], value);
        _length += Aligned(Unsafe.SizeOf<T>());
    }

    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        var length = AttributeHeaderLength + value.Length;
        MemoryMarshal.Write(_buffer[_length..], new Sys.nlattr { nla_len = (ushort)length, nla_type = type });
        value.CopyTo(_buffer[(_length + AttributeHeaderLength)..]);
        _length += Aligned(length);
    }

    public void Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(ref value)));

    /// <summary>The finished message.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        return _buffer[.._length];
    }

    internal static int Aligned(int length) => (length + 3) & ~3;
}
