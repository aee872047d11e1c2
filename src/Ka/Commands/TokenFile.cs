using System;
using Ka.Linux;
using Ka.Transport;

namespace Ka.Commands;

/// <summary>The token's file of commands that need one and may be the first to run.</summary>
internal static class TokenFile
{
    /// <summary>Makes it, mode 0600, where there is none.</summary>
    /// <exception cref="LinuxException">It cannot be read or written.</exception>
    /// <exception cref="FormatException">It holds no token, or others may read it.</exception>
    public static Token LoadOrMake(BytePath path)
    {
        if (path.Bytes.SequenceEqual(BytePath.FromText(Token.DefaultFile)))
            Files.MakeDirectories(BytePath.FromText("/etc/ka"));
        var opened = Files.TryOpenRead(path, out var file);
        file.Dispose();
        if (opened.Is(Errno.ENOENT))
        {
            Token.Create().Save(path);
            Console.Error.WriteLine($"token written to {path}");
        }
        return Token.Load(path);
    }

    /// <summary>What all.rdz holds of it.</summary>
    public static byte[] Content(Token token) => System.Text.Encoding.ASCII.GetBytes(token + "\n");
}
