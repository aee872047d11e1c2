using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;

namespace Ka.Disks.Apply;

/// <summary>Does what a plan says, with the system's own programs, and prints each of them before it runs. One thread.</summary>
/// <remarks>It may be killed at any moment: everything that a run makes is wiped by the next one before it begins.</remarks>
public sealed class DiskExecution
{
    private const int Edge = 1 << 20;

    private static readonly string[] s_ownTools = ["lsblk", "findmnt", "wipefs", "umount", "mount"];

    private readonly string _directory;
    private readonly Action<string> _say;
    private readonly DeviceWait _wait;

    /// <param name="mountDirectory">Absolute, without a slash at its end. The result is mounted there.</param>
    /// <param name="say">A line for people.</param>
    public DiskExecution(string mountDirectory, Action<string> say)
    {
        _directory = mountDirectory;
        _say = say;
        _wait = new DeviceWait(say);
    }

    /// <summary>Programs that the plan needs and this machine has not: to be asked before anything is touched.</summary>
    public IReadOnlyList<string> MissingPrograms(DiskPlan plan) =>
        [
            .. plan
                .Steps.SelectMany(step => step.Calls(_directory))
                .Select(call => call.Program)
                .Concat(s_ownTools)
                .Distinct()
                .Where(program => ProgramPath.Find(program) is null),
        ];

    /// <summary>What is mounted where the result is to be, and is not an earlier try's: a reason against it for each.</summary>
    /// <exception cref="ToolException"/>
    public IReadOnlyList<string> ForeignMounts() => new MountTeardown(_directory, _say).Foreign();

    /// <summary>Carries out every step, and leaves the result mounted. What an earlier try left mounted is unmounted
    /// first.</summary>
    /// <param name="begin">Called before each step with its place from 1, the number of steps, and the step.</param>
    /// <exception cref="LayoutException">Something else is mounted there; no disk was touched.</exception>
    /// <exception cref="ToolException">A program failed; the message has what it said.</exception>
    /// <exception cref="LinuxException">A device cannot be written.</exception>
    public void Apply(DiskPlan plan, Action<int, int, DiskStep> begin)
    {
        new MountTeardown(_directory, _say).ReleaseOurs();
        new OwnedDisks(_directory, [.. plan.Roles.Values.Select(disk => disk.Name)]).Write();
        Files.MakeDirectories(BytePath.FromText(_directory));
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            begin(i + 1, plan.Steps.Count, plan.Steps[i]);
            Do(plan.Steps[i]);
        }
    }

    private void Do(DiskStep step)
    {
        switch (step)
        {
            case WipeDisk wipe:
                Wipe(wipe);
                break;
            case WriteBootCode boot:
                Write(boot.Path, boot.Code, 0);
                break;
            case MountFileSystem mount:
                Files.MakeDirectories(BytePath.FromText(mount.PlaceOf(_directory)));
                break;
            case ClearPartitions clear:
                // udev may have started an array or a group of what older tables left.
                DiskHolders.Stop(clear.Paths, _say);
                break;
            default:
                break;
        }
        foreach (var call in step.Calls(_directory))
            Run(call);
        if (step is WriteTable table)
            _wait.ForPartitions(table);
        else if (step.Makes.Count > 0)
            _wait.For(step.Makes);
        if (step is MakeArray)
            Clear(step.Makes[0]);
    }

    private void Run(ToolCommand call)
    {
        _say($"  {call}");
        call.Run();
    }

    /// <summary>The members of a new array may have been those of an old one: then what that held is there again, and udev may
    /// have started it.</summary>
    private void Clear(string path)
    {
        DiskHolders.Stop([path], _say);
        Run(new ToolCommand("wipefs", "--all", "--force", "--quiet", path));
    }

    // From the top down: what is made of the disk, what is on its old partitions, the disk, its edges.
    private void Wipe(WipeDisk step)
    {
        DiskHolders.Stop([step.Path], _say);
        var disk = BlockDevice.Read(step.Path)[0];
        foreach (var partition in disk.Children.Where(child => child is { Type: "part", Size: > 1024 }))
            Run(new ToolCommand("wipefs", "--all", "--force", "--quiet", partition.Path));
        Run(new ToolCommand("wipefs", "--all", "--force", "--quiet", step.Path));
        var zeros = new byte[Math.Min(Edge, disk.Size)];
        Write(step.Path, zeros, 0);
        Write(step.Path, zeros, disk.Size - zeros.Length);
        // udev puts an array together again as soon as it is stopped, from members that were not wiped yet.
        DeviceWait.Settle();
        DiskHolders.Stop([step.Path], _say);
        // The kernel forgets the old partitions; a failure to read it again shows in the next program that uses the disk.
        if (ProgramPath.Find("blockdev") is not null)
            new ToolCommand("blockdev", "--rereadpt", step.Path).TryRun();
        DeviceWait.Settle();
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes, long offset)
    {
        var name = BytePath.FromText(path);
        Files.TryOpenWrite(name, out var device).OrThrow("open", name);
        using (device)
        {
            Files.WriteAllAt(device, bytes, offset).OrThrow("write", name);
            Files.Sync(device).OrThrow("fsync", name);
        }
    }
}
