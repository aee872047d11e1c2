using System;
using System.Buffers.Text;
using Ka.Linux;
using Ka.Tar;

namespace Ka.Manifests;

/// <summary>The fields of one line of a manifest, taken from left to right.</summary>
internal ref struct ManifestFields(ReadOnlySpan<byte> line, long number)
{
    private ReadOnlySpan<byte> _rest = line;
    private bool _isOver = line.IsEmpty;

    /// <summary>Nothing may be left.</summary>
    /// <exception cref="ManifestException"/>
    public readonly void End()
    {
        if (!_isOver)
            throw Fault("has too many fields");
    }

    /// <exception cref="ManifestException">No field is left.</exception>
    public ReadOnlySpan<byte> Next()
    {
        if (_isOver)
            throw Fault("has too few fields");
        var end = _rest.IndexOf((byte)' ');
        var field = end < 0 ? _rest : _rest[..end];
        _isOver = end < 0;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return field;
    }

    public byte[] Escaped() =>
        ManifestText.Unescape(Next()) is { Length: > 0 } bytes ? bytes : throw Fault("has a name that is none");

    public BytePath Path() => new(Escaped());

    public long Number()
    {
        var field = Next();
        return
            field is [>= (byte)'0' and <= (byte)'9', ..]
            && Utf8Parser.TryParse(field, out long number, out var used)
            && used == field.Length
            ? number
            : throw Fault("has a number that is none");
    }

    public uint Id() => Number() is <= uint.MaxValue and var id ? (uint)id : throw Fault("has a number that is too large");

    public uint Octal()
    {
        var field = Next();
        uint number = 0;
        foreach (var digit in field)
            number =
                digit is >= (byte)'0' and <= (byte)'7' && number < 0x1000
                    ? number * 8 + digit - '0'
                    : throw Fault("has permissions that are none");
        return field.IsEmpty ? throw Fault("has no permissions") : number;
    }

    public UnixTime Time() => PaxTime.TryParse(Next(), out var time) ? time : throw Fault("has a time that is none");

    public UInt128 Hash()
    {
        var field = Next();
        UInt128 hash = 0;
        foreach (var digit in field)
            hash =
                (hash << 4)
                | (uint)(
                    digit switch
                    {
                        >= (byte)'0' and <= (byte)'9' => digit - '0',
                        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                        _ => throw Fault("has a hash that is none"),
                    }
                );
        return field.Length == 32 ? hash : throw Fault("has a hash that is none");
    }

    public readonly ManifestException Fault(string problem) => new(number, problem);
}
