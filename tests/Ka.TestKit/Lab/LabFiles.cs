using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Ka.TestKit;

/// <summary>Removal of directories in which file systems may be mounted and whose files may be loop devices.</summary>
public static class LabFiles
{
    /// <summary>Removes a directory with all that is in it, but never reaches through a mount: those are taken off
    /// first.</summary>
    /// <exception cref="ChildFailedException">A mount cannot be taken off; nothing is removed then.</exception>
    public static void Remove(string directory)
    {
        foreach (var mount in MountsBelow(directory))
            Child.Run(new Launch("umount", "-l", mount) { CleansUp = true });
        foreach (var device in LoopDevicesOn(directory))
            Child.Run(new Launch("losetup", "--detach", device) { CleansUp = true });
        if (Directory.Exists(directory))
            Child.Run(new Launch("rm", "-rf", "--one-file-system", directory) { CleansUp = true });
    }

    /// <summary>A device whose file is gone already says so behind the name.</summary>
    private static List<string> LoopDevicesOn(string directory) =>
        [
            .. Directory
                .EnumerateDirectories("/sys/block", "loop*")
                .Where(device => BackingFile(device).StartsWith(directory + "/", StringComparison.Ordinal))
                .Select(device => "/dev/" + Path.GetFileName(device)),
        ];

    private static string BackingFile(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "loop", "backing_file"));
        }
        catch (IOException)
        {
            // Free, or just being freed.
            return "";
        }
    }

    /// <summary>The innermost first (proc_pid_mountinfo(5): field five).</summary>
    private static List<string> MountsBelow(string directory) =>
        [
            .. File.ReadLines("/proc/self/mountinfo")
                .Select(line => line.Split(' ')[4])
                .Where(point => point.StartsWith(directory + "/", StringComparison.Ordinal))
                .OrderByDescending(point => point.Length),
        ];
}
