using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>The disks that <c>ka</c> made for a directory since this machine was started.</summary>
/// <remarks>Their mounts below the directory may be unmounted; all other mounts there belong to other programs and stay. The
/// record is in /run, which a restart empties as it ends the mounts.</remarks>
public sealed class OwnedDisks(string directory, IReadOnlyList<string> names)
{
    internal const string Place = "/run/ka/made";

    /// <param name="directory">Absolute, without a slash at its end.</param>
    public static OwnedDisks Of(string directory)
    {
        _ = Files.TryReadAll(PathOf(directory), out var text);
        return new(directory, Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>By the kernel's name.</summary>
    public bool Has(string disk) => names.Contains(disk);

    /// <summary>It is the directory or below it.</summary>
    public bool IsInside(string place) => place == directory || place.StartsWith(directory + "/", StringComparison.Ordinal);

    /// <summary>Writes the record, before the first of the disks is touched.</summary>
    /// <exception cref="LinuxException"/>
    internal void Write()
    {
        var path = PathOf(directory);
        Files.MakeDirectories(BytePath.FromText(Place));
        Files.TryOpenEmpty(path, FilePermissions.Public, out var file).OrThrow("create", path);
        using (file)
            file.WriteAll(Encoding.UTF8.GetBytes(string.Join('\n', names))).OrThrow("write", path);
    }

    /// <summary>Nothing of them is mounted there any more.</summary>
    internal static void Forget(string directory) => _ = Files.Remove(PathOf(directory));

    private static BytePath PathOf(string directory) => BytePath.FromText($"{Place}/{DiskLock.NameOf(directory)}");
}
