using System;
using System.Buffers.Binary;
using System.Globalization;

namespace Ka.Linux;

/// <summary>The hardware address of an Ethernet interface: six bytes.</summary>
public readonly record struct MacAddress
{
    /// <summary>Its length in bytes.</summary>
    public const int Size = 6;

    private readonly ulong _value;

    private MacAddress(ulong value) => _value = value;

    /// <param name="bytes">Six of them.</param>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _value = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
    }

    /// <summary>The broadcast address, ff:ff:ff:ff:ff:ff.</summary>
    public static MacAddress Broadcast { get; } = new(0xffff_ffff_ffff);

    /// <summary><c>52:54:00:12:34:56</c>, also with dashes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != (3 * Size) - 1)
            return false;
        ulong value = 0;
        for (var i = 0; i < Size; i++)
        {
            var isSeparated = i == 0 || text[(3 * i) - 1] is ':' or '-';
            if (
                !isSeparated
                || !byte.TryParse(
                    text.Slice(3 * i, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var octet
                )
            )
                return false;
            value = (value << 8) | octet;
        }
        address = new MacAddress(value);
        return true;
    }

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(_value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)_value);
    }

    /// <summary><c>52:54:00:12:34:56</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}:{bytes[5]:x2}"
        );
    }
}
