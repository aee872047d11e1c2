using System;
using System.Buffers.Binary;
using System.Net;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>Puts fields into a buffer, front to back, big endian: the mirror of <see cref="WireReader"/>.</summary>
/// <remarks>A value that the reader would refuse is our own mistake: <see cref="ArgumentException"/>.</remarks>
public ref struct WireWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void U128(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Take(16), value);

    public void Mac(MacAddress value) => value.CopyTo(Take(MacAddress.Size));

    public void Bytes32(Bytes32 value) => value.CopyTo(Take(Wire.Bytes32.Size));

    /// <param name="value">Not negative.</param>
    public void U63(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), value);
    }

    /// <summary>A flag, and a u63 that is 0 without it.</summary>
    public void Perhaps(long? value)
    {
        Flag(value is not null);
        U63(value ?? 0);
    }

    public void Flag(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>Writes whole milliseconds; more than 49 days are written as 49 days.</summary>
    public void Milliseconds(TimeSpan value) => U32((uint)Math.Clamp(value.TotalMilliseconds, 0, uint.MaxValue));

    /// <summary>u16, the number of entries that follow.</summary>
    public void Count(int count, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, limit);
        U16((ushort)count);
    }

    public void Name(scoped ReadOnlySpan<byte> name, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, limit, nameof(name));
        U16((ushort)name.Length);
        Raw(name);
    }

    /// <summary>Any text: made plain and cut to <see cref="WireLimits.Reason"/> bytes.</summary>
    public void Reason(string text) => Text(text, WireLimits.Reason);

    /// <summary>Any text: made plain and cut to <paramref name="limit"/> bytes.</summary>
    public void Text(string text, int limit) => Name(WireText.Encode(text, limit), limit);

    public void EndPoint(IPEndPoint value)
    {
        Address(value.Address);
        U16((ushort)value.Port);
    }

    /// <summary>u8 length, the address.</summary>
    public void Address(IPAddress value)
    {
        Span<byte> address = stackalloc byte[16];
        if (!value.TryWriteBytes(address, out var length))
            throw new ArgumentException("address", nameof(value));
        U8((byte)length);
        Raw(address[..length]);
    }

    /// <summary>u32 length, then any bytes.</summary>
    public void Content(scoped ReadOnlySpan<byte> bytes)
    {
        U32((uint)bytes.Length);
        Raw(bytes);
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        var taken = _buffer.Slice(Length, count);
        Length += count;
        return taken;
    }
}
