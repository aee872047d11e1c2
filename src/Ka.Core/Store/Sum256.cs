using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ka.Store;

/// <summary>The SHA-256 of some bytes, as a value.</summary>
internal readonly record struct Sum256(UInt128 High, UInt128 Low)
{
    /// <summary>Digits of <see cref="ToString"/>.</summary>
    public const int TextLength = 64;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    public static Sum256 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return From(hash);
    }

    /// <param name="hash">32 bytes.</param>
    public static Sum256 From(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else: lower-case digits.</summary>
    /// <returns>false when it is something else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Sum256 sum)
    {
        sum = default;
        if (text.Length != TextLength || text.ContainsAnyExcept(s_digits))
            return false;
        sum = From(Convert.FromHexString(text));
        return true;
    }

    /// <summary>64 lower-case digits, as sha256sum(1) prints them.</summary>
    public override string ToString() => $"{High:x32}{Low:x32}";
}
