using System;

namespace Ka.Linux;

/// <summary>The places where programs are installed.</summary>
public static class ProgramPath
{
    private const string Standard = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>PATH of this process, followed by the usual directories of programs for root.</summary>
    internal static string Directories =>
        Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } set ? $"{set}:{Standard}" : Standard;

    /// <summary>The path of an installed program; null when it is in no directory.</summary>
    public static BytePath? Find(string program)
    {
        foreach (var directory in Directories.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = BytePath.FromText(directory).Join(BytePath.FromText(program));
            var found = Files.TryOpenRead(candidate, out var file);
            file.Dispose();
            if (found.IsSuccess || found.Is(Errno.EACCES))
                return candidate;
        }
        return null;
    }

    /// <summary>The path of an installed program.</summary>
    /// <exception cref="LinuxException">ENOENT when it is in no directory.</exception>
    public static BytePath Require(string program) =>
        Find(program) ?? throw new LinuxException("run", $"'{program}'", Errno.ENOENT);
}
