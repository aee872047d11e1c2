using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Text;

namespace Ka.Network.Dhcp;

/// <summary>The options of a received message. Pieces with the same code are one value (RFC 3396), also across the fields that
/// option 52 gives to options.</summary>
/// <remarks>A value that we live by and that has the wrong length is a <see cref="DhcpException"/>. Names that hold anything but
/// what belongs in a name are as if they were not there: they end up in files and on screens.</remarks>
internal sealed class DhcpOptions
{
    private readonly Dictionary<DhcpOption, byte[]> _values = [];

    /// <summary>Adds the options of one part of the message, up to its end mark.</summary>
    /// <exception cref="DhcpException">The part has no end mark, or an option is longer than the part.</exception>
    public void Add(ReadOnlySpan<byte> bytes, string part)
    {
        var reader = new DhcpReader(bytes, part);
        while (reader.TryOption(out var code, out var value))
            _values[code] = _values.TryGetValue(code, out var before) ? [.. before, .. value] : value.ToArray();
    }

    /// <summary>null when it is not there.</summary>
    /// <exception cref="DhcpException">It is there, and not one byte.</exception>
    public byte? U8(DhcpOption code) => Fixed(code, 1) is { } value ? value[0] : null;

    /// <inheritdoc cref="U8"/>
    public uint? U32(DhcpOption code) => Fixed(code, 4) is { } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;

    /// <inheritdoc cref="U8"/>
    public IPAddress? Address(DhcpOption code) => Fixed(code, 4) is { } value ? new IPAddress(value) : null;

    /// <summary>A list of addresses, empty when the option is not there.</summary>
    /// <exception cref="DhcpException">It does not consist of whole addresses, or of none.</exception>
    public IReadOnlyList<IPAddress> Addresses(DhcpOption code)
    {
        if (!_values.TryGetValue(code, out var value))
            return [];
        if (value.Length == 0 || value.Length % 4 != 0)
            throw new DhcpException($"option {(byte)code}: {value.Length} bytes of addresses");
        var addresses = new List<IPAddress>();
        for (var at = 0; at < value.Length; at += 4)
            addresses.Add(new IPAddress(value.AsSpan(at, 4)));
        return addresses;
    }

    /// <summary>A host's or domain's name: letters, digits, dots, dashes and underscores, the first no dash. null
    /// otherwise.</summary>
    public string? Name(DhcpOption code)
    {
        var text = Text(code);
        return text is not null && text[0] is not ('-' or '.') && text.AsSpan().IndexOfAnyExcept(s_nameLetters) < 0 ? text : null;
    }

    /// <summary>Printable ASCII without blanks: a file's name. null otherwise.</summary>
    public string? Text(DhcpOption code) => _values.TryGetValue(code, out var value) ? PlainText(value) : null;

    /// <summary>The text of an option for people, escaped; null when the option is missing.</summary>
    public string? Remark(DhcpOption code) =>
        _values.TryGetValue(code, out var value) ? Linux.BytePath.Escape(value.AsSpan().TrimEnd((byte)0)) : null;

    /// <summary>A field of text that ends at a NUL or at its end.</summary>
    public static string? PlainText(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)0);
        value = end < 0 ? value : value[..end];
        return value.IsEmpty || value.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? null : Encoding.ASCII.GetString(value);
    }

    private static readonly System.Buffers.SearchValues<char> s_nameLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
    );

    private byte[]? Fixed(DhcpOption code, int length)
    {
        if (!_values.TryGetValue(code, out var value))
            return null;
        return value.Length == length
            ? value
            : throw new DhcpException($"option {(byte)code}: {value.Length} bytes instead of {length}");
    }
}
