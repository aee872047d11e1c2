using System;
using System.IO;
using Ka.Linux;

namespace Ka.Commands;

/// <summary>Paths of the command line, checked before a run begins: what is wrong with them at its end would cost the
/// run.</summary>
internal static class PathOption
{
    /// <summary>Makes a path absolute, as seen from the current directory.</summary>
    public static string Absolute(string path) => path.StartsWith('/') ? path : Path.Combine(Environment.CurrentDirectory, path);

    /// <summary>Demands that a file can be made at a path: its directory exists, and no directory has its name.</summary>
    /// <param name="path">null: the option was not given.</param>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void DemandCreatable(string? path, string option)
    {
        if (path is null)
            return;
        var shown = BytePath.FromText(path);
        var place = Absolute(path).TrimEnd('/');
        var parent = place[..(place.LastIndexOf('/') + 1)];
        DemandDirectory(parent, option);
        if (path.EndsWith('/') || IsDirectory(place).IsSuccess)
            throw new UsageException($"{option}: '{shown}' is a directory");
    }

    /// <summary>Demands that a directory exists.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static void DemandDirectory(string path, string option)
    {
        var opened = IsDirectory(path);
        if (!opened.IsSuccess)
            throw new UsageException($"{option}: '{BytePath.FromText(path)}': {LinuxException.Describe(opened.Errno)}");
    }

    /// <summary>Demands that a device exists.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static void DemandDevice(string path, string option)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var device);
        device.Dispose();
        if (opened.Is(Errno.ENOENT))
            throw new UsageException($"{option}: there is no '{BytePath.FromText(path)}'");
    }

    private static SysResult IsDirectory(string path)
    {
        var opened = Files.TryOpenDirectory(BytePath.FromText(path), out var directory);
        directory.Dispose();
        return opened;
    }
}
