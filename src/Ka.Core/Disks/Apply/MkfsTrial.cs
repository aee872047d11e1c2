using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Linux;

namespace Ka.Disks.Apply;

/// <summary>Has this machine's mkfs look at what it would be asked to make, on an empty file without blocks: an older one does
/// not know all features of a golden file system, and would say so when the disk is erased.</summary>
internal static class MkfsTrial
{
    /// <summary>More than a real mkfs takes on a file in memory.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>A complaint for each file system that would not be made. Other programs than those of ext, XFS and btrfs are not
    /// asked; a program that does not answer says nothing.</summary>
    /// <exception cref="LinuxException">No file can be made in /run or /tmp.</exception>
    public static IReadOnlyList<Complaint> Complaints(DiskPlan plan)
    {
        var complaints = new List<Complaint>();
        foreach (var step in plan.Steps.OfType<MakeFileSystem>())
            if (step.FileSystem.Type is "ext2" or "ext3" or "ext4" or "xfs" or "btrfs")
                Try(step, SizeOf(plan.Target!, step.Device), complaints);
        return complaints;
    }

    /// <summary>Its first line of errors.</summary>
    public sealed record Complaint(string Device, string Words);

    private static long SizeOf(Layout target, string device)
    {
        foreach (var disk in target.Disks)
        {
            if (disk.Name == device)
                return disk.Size;
            foreach (var partition in disk.Table?.Partitions ?? [])
                if (Disk.PartitionName(disk.Name, partition.Number) == device)
                    return partition.Size;
        }
        foreach (var group in target.VolumeGroups)
        foreach (var volume in group.Volumes)
            if ($"{group.Name}/{volume.Name}" == device)
                return volume.Size;
        return target.Arrays.First(array => array.Name == device).Size;
    }

    private static void Try(MakeFileSystem step, long size, List<Complaint> complaints)
    {
        var (path, file) = MakeFile();
        using (file)
            try
            {
                Files.SetLength(file, size).OrThrow("truncate", path);
                var call = MkfsArguments.Calls(step with { Path = path.ToString() })[0];
                if (ProgramPath.Find(call.Program) is null)
                    return;
                var run = (DryRun(call) with { TimeLimit = s_limit }).TryRun();
                if (run.Status != 0 && !run.IsTimedOut)
                    complaints.Add(new Complaint(step.Device, Words(call.Program, run)));
            }
            finally
            {
                Files.Remove(path);
            }
    }

    /// <summary>mke2fs and mkfs.xfs only say what they would do; mkfs.btrfs writes a few megabytes.</summary>
    private static ToolCommand DryRun(ToolCommand call) =>
        call.Program switch
        {
            "mke2fs" => call with { Arguments = ["-n", .. call.Arguments] },
            "mkfs.xfs" => call with { Arguments = ["-N", .. call.Arguments] },
            _ => call,
        };

    private static string Words(string program, ProcessResult run)
    {
        var lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return $"{program}: {(lines.Length == 0 ? $"status {run.Status}" : BytePath.FromText(lines[0]).ToString())}";
    }

    private static (BytePath Path, Fd File) MakeFile()
    {
        foreach (var directory in new[] { "/run", "/tmp" })
        {
            var path = BytePath.FromText($"{directory}/ka-mkfs-{Environment.ProcessId}");
            Files.Remove(path);
            if (Files.TryOpenOrMake(path, FilePermissions.Private, out var file).IsSuccess)
                return (path, file);
        }
        throw new LinuxException("make a file in", "'/tmp'", Errno.EACCES);
    }
}
