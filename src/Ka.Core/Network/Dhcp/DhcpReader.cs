using System;
using System.Buffers.Binary;
using System.Net;
using Ka.Linux;

namespace Ka.Network.Dhcp;

/// <summary>Takes fields off a received message, front to back, big endian. Looks at the length before every step.</summary>
/// <remarks>Every method throws <see cref="DhcpException"/> with the field's name when the bytes are not that field.</remarks>
internal ref struct DhcpReader(ReadOnlySpan<byte> bytes, string part)
{
    private readonly string _part = part;
    private ReadOnlySpan<byte> _rest = bytes;

    public byte U8(string field) => Take(1, field)[0];

    public ushort U16(string field) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, field));

    public uint U32(string field) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, field));

    public IPAddress Address(string field) => new(Take(4, field));

    public MacAddress Mac(string field) => new(Take(MacAddress.Size, field));

    public ReadOnlySpan<byte> Bytes(int count, string field) => Take(count, field);

    /// <summary>The rest, which may be empty.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        var rest = _rest;
        _rest = default;
        return rest;
    }

    /// <summary>The next option that has a value; false at the end mark, which must be there. What follows it is
    /// padding.</summary>
    public bool TryOption(out DhcpOption code, out ReadOnlySpan<byte> value)
    {
        value = default;
        do code = (DhcpOption)U8("end mark");
        while (code == DhcpOption.Pad);
        if (code == DhcpOption.End)
            return false;
        value = Take(U8($"length of option {(byte)code}"), $"option {(byte)code}");
        return true;
    }

    /// <summary>The error for a field whose value is refused.</summary>
    public readonly DhcpException Wrong(string field, string what) => new($"{_part}: {field}: {what}");

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (_rest.Length < count)
            throw Wrong(field, $"needs {count} bytes, {_rest.Length} left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
