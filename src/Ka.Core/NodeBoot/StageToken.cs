using System;
using Ka.Boot;
using Ka.Linux;
using Ka.Transport;

namespace Ka.NodeBoot;

/// <summary>The deployment's token as this machine was given it.</summary>
internal static class StageToken
{
    private static readonly BytePath s_kept = BytePath.FromText(InitialMounts.HandoverDirectory + "/token");

    /// <summary>Reads the token from the kernel command line, from stage 1, or from the image; null: an open
    /// deployment.</summary>
    /// <exception cref="StageException">A token was given but is malformed.</exception>
    public static Token? Find(BootParameters parameters)
    {
        if (parameters.IsOpen)
            return null;
        try
        {
            return parameters.Token is { } text ? Token.Parse(BytePath.FromText(text))
                : Exists(s_kept) ? Token.Load(s_kept)
                : Exists(BytePath.FromText(Token.DefaultFile)) ? Token.Load(BytePath.FromText(Token.DefaultFile))
                : null;
        }
        catch (FormatException e)
        {
            throw new StageException($"token: {e.Message}");
        }
    }

    /// <summary>Keeps the token for stage 2.</summary>
    public static void Keep(Token? token)
    {
        if (token is not null && !Exists(s_kept))
            token.Save(s_kept);
    }

    private static bool Exists(BytePath path)
    {
        var opened = Files.TryOpenRead(path, out var file);
        file.Dispose();
        return !opened.Is(Errno.ENOENT);
    }
}
