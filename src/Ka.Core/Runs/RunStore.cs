using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using Ka.Linux;

namespace Ka.Runs;

/// <summary>The directory of all runs, each with a directory of its own.</summary>
public sealed class RunStore(BytePath directory)
{
    /// <summary>The directory of runs unless another one is given.</summary>
    public const string Default = "/var/lib/ka/runs";

    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";
    private const int IdLength = 21;

    /// <summary>A new run's directory.</summary>
    /// <param name="now">In UTC: what its id begins with.</param>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public RunDirectory Create(DateTime now)
    {
        var above = directory.Bytes.LastIndexOf((byte)'/');
        if (above > 0)
            Files.MakeDirectories(new BytePath(directory.Bytes[..above]));
        Allow(Files.MakeDirectory(directory.Bytes, FilePermissions.PrivateExecutable), directory);
        while (true)
        {
            var id = string.Create(
                CultureInfo.InvariantCulture,
                $"{now.ToString(TimeForm, CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetInt32(0x10000):x4}"
            );
            var run = Open(id);
            var made = Files.MakeDirectory(run.Path.Bytes, FilePermissions.PrivateExecutable);
            if (made.Is(Errno.EEXIST))
                continue;
            made.OrThrow("mkdir", run.Path);
            Files
                .MakeDirectory(run.PathOf(RunDirectory.Logs).Bytes, FilePermissions.PrivateExecutable)
                .OrThrow("mkdir", run.Path);
            return run;
        }
    }

    /// <summary>The names of all runs, the oldest first; empty when the directory does not exist.</summary>
    public IReadOnlyList<string> Ids()
    {
        var ids = new List<string>();
        foreach (var name in Names(directory))
            if (IsId(name))
                ids.Add(name);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    /// <param name="id">One of <see cref="Ids"/>.</param>
    public RunDirectory Open(string id) => new(directory.Join(BytePath.FromText(id)), id);

    /// <summary>Removes all runs but the newest. What is no run stays.</summary>
    /// <exception cref="LinuxException">One cannot be removed.</exception>
    public void Keep(int most)
    {
        var ids = Ids();
        for (var i = 0; i < ids.Count - most; i++)
            Remove(Open(ids[i]));
    }

    /// <summary>The names in a directory, unordered; empty when it does not exist.</summary>
    public static IReadOnlyList<string> Names(BytePath directory)
    {
        var names = new List<string>();
        var opened = Files.TryOpenDirectory(directory, out var file);
        using var closing = file;
        if (!opened.IsSuccess)
            return names;
        var entries = new DirectoryEntries(4096);
        while (entries.Fill(file).OrThrow("read", directory) > 0)
        while (entries.TryNext(out var entry))
            names.Add(SurrogateEscape.Decode(entry.Name));
        return names;
    }

    private static bool IsId(string name) =>
        name.Length == IdLength
        && name[16] == '-'
        && DateTime.TryParseExact(name.AsSpan(0, 16), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>A run has files, and one directory of files.</summary>
    private static void Remove(RunDirectory run)
    {
        Empty(run.PathOf(RunDirectory.Logs));
        Empty(run.Path);
    }

    private static void Empty(BytePath path)
    {
        var opened = Files.TryOpenDirectory(path, out var file);
        using (file)
            if (opened.IsSuccess)
                foreach (var name in Names(path))
                    _ = Files.Unlink(file, BytePath.FromText(name).Bytes);
        var slash = path.Bytes.LastIndexOf((byte)'/');
        Files.TryOpenDirectory(path.Bytes[..slash], out var above).OrThrow("open", path);
        using (above)
        {
            var removed = Files.RemoveDirectory(above, path.Bytes[(slash + 1)..]);
            if (!removed.Is(Errno.ENOENT))
                removed.OrThrow("rmdir", path);
        }
    }

    private static void Allow(SysResult made, BytePath path)
    {
        if (!made.Is(Errno.EEXIST))
            made.OrThrow("mkdir", path);
    }
}
