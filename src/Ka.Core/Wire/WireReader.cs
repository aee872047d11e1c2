using System;
using System.Buffers.Binary;
using System.Net;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>Takes fields off received bytes, front to back, big endian. Looks at the length before every step.</summary>
/// <remarks>Every method throws <see cref="ProtocolException"/> with the field's name when the bytes are not that
/// field.</remarks>
public ref struct WireReader(ReadOnlySpan<byte> bytes, string record)
{
    private readonly string _record = record;
    private ReadOnlySpan<byte> _rest = bytes;

    public byte U8(string field) => Take(1, field)[0];

    public ushort U16(string field) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, field));

    public uint U32(string field) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, field));

    public UInt128 U128(string field) => BinaryPrimitives.ReadUInt128BigEndian(Take(16, field));

    public MacAddress Mac(string field) => new(Take(MacAddress.Size, field));

    public Bytes32 Bytes32(string field) => new(Take(Wire.Bytes32.Size, field));

    /// <summary>A u64 that must fit in a <see cref="long"/>: a position, a length, a count.</summary>
    public long U63(string field)
    {
        var value = BinaryPrimitives.ReadInt64BigEndian(Take(8, field));
        return value >= 0 ? value : throw Wrong(field, $"{(ulong)value} is above 2^63-1");
    }

    /// <summary>A flag and a u63, which is 0 without the flag.</summary>
    public long? Perhaps(string field)
    {
        var (isThere, value) = (Flag(field), U63(field));
        return isThere ? value
            : value == 0 ? null
            : throw Wrong(field, $"{value} where there is none");
    }

    public ulong U64(string field) => BinaryPrimitives.ReadUInt64BigEndian(Take(8, field));

    public bool Flag(string field) => Choice(field, 0, 1) == 1;

    /// <summary>A byte that must lie in a range: an enumeration's value.</summary>
    public byte Choice(string field, byte first, byte last)
    {
        var value = U8(field);
        return value >= first && value <= last ? value : throw Wrong(field, $"{value} is not one of {first}..{last}");
    }

    /// <summary>u16, the number of entries that follow.</summary>
    public int Count(string field, int limit)
    {
        var count = U16(field);
        return count <= limit ? count : throw Wrong(field, $"{count} entries, limit {limit}");
    }

    /// <summary>u32 milliseconds.</summary>
    public TimeSpan Milliseconds(string field) => TimeSpan.FromMilliseconds(U32(field));

    /// <summary>u16 length, then bytes without NUL.</summary>
    public BytePath Name(string field, int limit)
    {
        var bytes = Counted(field, limit);
        return bytes.Contains((byte)0) ? throw Wrong(field, "holds a NUL") : new BytePath(bytes);
    }

    /// <summary>u16 length, then any bytes.</summary>
    public byte[] Bytes(string field, int limit) => Counted(field, limit).ToArray();

    /// <summary>u32 length, then any bytes.</summary>
    public byte[] Content(string field)
    {
        var length = U32(field);
        return length <= int.MaxValue ? Take((int)length, field).ToArray() : throw Wrong(field, $"{length} bytes");
    }

    /// <summary>u16 length, then plain text in UTF-8.</summary>
    public string Reason(string field) => Text(field, WireLimits.Reason);

    /// <inheritdoc cref="Reason"/>
    public string Text(string field, int limit) => WireText.Decode(Counted(field, limit), $"{_record}: {field}");

    /// <summary>u16 length, then that many bytes of any kind.</summary>
    public ReadOnlySpan<byte> Block(string field, int limit) => Counted(field, limit);

    /// <summary>u8 length (4 or 16), the address, u16 port (not 0).</summary>
    public IPEndPoint EndPoint(string field)
    {
        var address = Address(field);
        return new IPEndPoint(address, Port(field));
    }

    /// <summary>u8 length (4 or 16), the address.</summary>
    public IPAddress Address(string field)
    {
        var length = U8(field);
        return length is 4 or 16 ? new IPAddress(Take(length, field)) : throw Wrong(field, $"an address of {length} bytes");
    }

    /// <summary>u16, not 0.</summary>
    public ushort Port(string field)
    {
        var port = U16(field);
        return port != 0 ? port : throw Wrong(field, "port 0");
    }

    /// <summary>Bytes that must be exactly these.</summary>
    public void Magic(string field, ReadOnlySpan<byte> expected)
    {
        var found = Take(expected.Length, field);
        if (!found.SequenceEqual(expected))
            throw Wrong(field, $"'{BytePath.Escape(found)}' instead of '{BytePath.Escape(expected)}'");
    }

    /// <summary>The record must be used up.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
            throw new ProtocolException($"{_record}: {_rest.Length} bytes after its end");
    }

    /// <summary>The error for a field whose value is refused.</summary>
    public readonly ProtocolException Wrong(string field, string what) => new($"{_record}: {field}: {what}");

    private ReadOnlySpan<byte> Counted(string field, int limit)
    {
        var length = U16(field);
        return length <= limit ? Take(length, field) : throw Wrong(field, $"{length} bytes, limit {limit}");
    }

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (_rest.Length < count)
            throw Wrong(field, $"needs {count} bytes, {_rest.Length} left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
