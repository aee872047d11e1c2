using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>The secret that a deployment's machines share: 32 random bytes, in a file one line of base64url (RFC 4648, section
/// 5).</summary>
/// <remarks>Always 256 bits from the system's generator, so that proofs made with it cannot be searched for off line.</remarks>
public sealed class Token
{
    /// <summary>The token's file when no <c>--token-file</c> is given.</summary>
    public const string DefaultFile = "/etc/ka/token";

    private const int Length = 32;

    private readonly byte[] _bytes;

    private Token(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A secret that was not made by <see cref="Create"/>: a clone's own.</summary>
    public static Token Of(Bytes32 secret) => new(secret.ToArray());

    public static Token Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The file's one line, without its end.</summary>
    public override string ToString() => Base64Url.EncodeToString(_bytes);

    /// <exception cref="FormatException">It is not 32 bytes of base64url.</exception>
    public static Token Parse(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Length];
        var trimmed = text.Trim(" \t\r\n"u8);
        if (!Base64Url.IsValid(trimmed, out var length) || length != Length)
            throw new FormatException($"not a token: expected 43 characters of base64url, found {trimmed.Length}");
        Base64Url.DecodeFromUtf8(trimmed, bytes);
        return new Token(bytes);
    }

    /// <summary>Reads a token file, which only its owner may be able to read.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The file holds no token, or others may read it. The message names the file.</exception>
    public static Token Load(BytePath path)
    {
        using var file = Files.OpenRead(path);
        var mode = FileStatus.Get(file, path).Permissions;
        if ((mode & FilePermissions.NotOwnerBits) != 0)
            throw new FormatException(
                $"'{path}' can be read or written by others (mode {Convert.ToString(mode, 8)}); chmod 600 it"
            );
        try
        {
            return Parse(Files.ReadToEnd(file, path, limit: 4096));
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{path}': {e.Message}");
        }
    }

    /// <summary>Writes a new token file, mode 0600. An existing file stays as it is.</summary>
    /// <exception cref="LinuxException">EEXIST: the file is there.</exception>
    public void Save(BytePath path)
    {
        using var file = Files.CreateNew(path, FilePermissions.Private);
        file.WriteAll(Encoding.ASCII.GetBytes(ToString() + "\n")).OrThrow("write", path);
        Files.Sync(file).OrThrow("fsync", path);
    }
}
