using System;
using System.Text;

namespace Ka.Linux;

/// <summary>A path or name as the kernel has it: bytes, any but NUL, in no particular encoding.</summary>
/// <remarks>Kept for messages, joining and comparing. System calls take <see cref="ReadOnlySpan{T}"/> of bytes, so a
/// literal (<c>"proc"u8</c>) or a slice of a directory buffer needs no object.</remarks>
public readonly struct BytePath : IEquatable<BytePath>
{
    private readonly byte[]? _bytes;

    public BytePath(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    private BytePath(byte[] owned) => _bytes = owned;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>The last component; the whole when there is no slash.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The path of <paramref name="name"/> inside this directory. An empty one on either side gives the other.</summary>
    public BytePath Join(ReadOnlySpan<byte> name)
    {
        if (IsEmpty)
            return new BytePath(name);
        if (name.IsEmpty)
            return this;
        var slash = Bytes[^1] == (byte)'/' ? 0 : 1;
        var joined = new byte[Bytes.Length + slash + name.Length];
        Bytes.CopyTo(joined);
        joined[Bytes.Length] = (byte)'/';
        name.CopyTo(joined.AsSpan(Bytes.Length + slash));
        return new BytePath(joined);
    }

    public static implicit operator ReadOnlySpan<byte>(BytePath path) => path.Bytes;

    /// <summary>A path we made ourselves, or a command-line argument read by <see cref="ProgramArguments"/>, whose bytes
    /// that are not UTF-8 stand as lone surrogates U+DC80..U+DCFF.</summary>
    public static BytePath FromText(string text) => new(SurrogateEscape.Encode(text));

    /// <summary>Readable and safe on a terminal or in a log: printable ASCII and valid printable UTF-8 as they are,
    /// every other byte and the backslash as <c>\xNN</c>, so that a name can neither forge a line nor hide itself.</summary>
    public override string ToString() => Escape(Bytes);

    /// <inheritdoc cref="ToString"/>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            var printable =
                status == System.Buffers.OperationStatus.Done
                && rune.Value != '\\'
                && !Rune.IsControl(rune)
                && Rune.GetUnicodeCategory(rune)
                    is not (
                        System.Globalization.UnicodeCategory.Format
                        or System.Globalization.UnicodeCategory.LineSeparator
                        or System.Globalization.UnicodeCategory.ParagraphSeparator
                        or System.Globalization.UnicodeCategory.PrivateUse
                        or System.Globalization.UnicodeCategory.OtherNotAssigned
                    );
            if (printable)
                text.Append(rune.ToString());
            else
                foreach (var b in bytes[..length])
                    text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{b:x2}");
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    public bool Equals(BytePath other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is BytePath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public static bool operator ==(BytePath left, BytePath right) => left.Equals(right);

    public static bool operator !=(BytePath left, BytePath right) => !left.Equals(right);
}
