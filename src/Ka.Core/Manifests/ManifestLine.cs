using System;
using System.Buffers.Text;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>A line of a manifest under construction: fields with a space in front of all but the first.</summary>
internal sealed class ManifestLine
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Adds words that need no escapes.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        Separate();
        text.CopyTo(Grow(text.Length));
    }

    public void Add(byte letter) => Add([letter]);

    public void Add(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, Reserve(20), out var count);
        _length += count;
    }

    /// <summary>Adds a number in octal digits.</summary>
    public void AddOctal(uint number)
    {
        Span<byte> digits = stackalloc byte[11];
        var start = digits.Length;
        do digits[--start] = (byte)('0' + (number & 7));
        while ((number >>= 3) != 0);
        Add(digits[start..]);
    }

    public void Add(UnixTime time)
    {
        Separate();
        _length += PaxTime.Format(time, Reserve(PaxTime.MaxLength));
    }

    public void AddHash(UInt128 hash)
    {
        Separate();
        foreach (ref var digit in Grow(32))
        {
            var value = (int)(hash >> 124);
            digit = (byte)(value < 10 ? '0' + value : 'a' - 10 + value);
            hash <<= 4;
        }
    }

    /// <summary>Bytes of any kind, escaped.</summary>
    public void AddEscaped(ReadOnlySpan<byte> bytes)
    {
        Separate();
        AppendEscaped(bytes);
    }

    /// <summary>The same, without a space in front.</summary>
    public void AppendEscaped(ReadOnlySpan<byte> bytes) => _length += ManifestText.Escape(bytes, Reserve(4 * bytes.Length));

    public void End() => Grow(1)[0] = (byte)'\n';

    private void Separate()
    {
        if (_length > 0 && _bytes[_length - 1] != '\n')
            Grow(1)[0] = (byte)' ';
    }

    private Span<byte> Grow(int count)
    {
        var space = Reserve(count)[..count];
        _length += count;
        return space;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
        return _bytes.AsSpan(_length);
    }
}
