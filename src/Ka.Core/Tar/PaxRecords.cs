using System;
using System.Buffers.Text;

namespace Ka.Tar;

/// <summary>The records of one pax header under construction: <c>length key=value\n</c>, where length counts itself.</summary>
internal sealed class PaxRecords
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    public void Clear() => _length = 0;

    /// <returns>false, and nothing added, when the header would grow beyond <see cref="ArchiveLimits.PaxHeader"/>.</returns>
    public bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var total = LengthWithItself(key.Length + value.Length + 3);
        // The last page is for path, link and times, which come after the attributes.
        if (_length + total > ArchiveLimits.PaxHeader - 3 * ArchiveLimits.Path)
            return false;
        Append(total, key, value);
        return true;
    }

    /// <summary>Adds a record, of those that have their place reserved.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Append(LengthWithItself(key.Length + value.Length + 3), key, value);

    public void Add(ReadOnlySpan<byte> key, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var count);
        Add(key, digits[..count]);
    }

    private void Append(int total, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_length + total > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + total));
        var target = _bytes.AsSpan(_length, total);
        Utf8Formatter.TryFormat(total, target, out var digits);
        target[digits] = (byte)' ';
        key.CopyTo(target[(digits + 1)..]);
        target[digits + 1 + key.Length] = (byte)'=';
        value.CopyTo(target[(digits + 2 + key.Length)..]);
        target[^1] = (byte)'\n';
        _length += total;
    }

    /// <summary><paramref name="rest"/> plus the digits of the sum.</summary>
    private static int LengthWithItself(int rest)
    {
        var total = rest + Digits(rest);
        return rest + Digits(total);
    }

    private static int Digits(int number)
    {
        var count = 1;
        while ((number /= 10) != 0)
            count++;
        return count;
    }
}
