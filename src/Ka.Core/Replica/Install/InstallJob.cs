using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Disks;
using Ka.Linux;
using Ka.Prepare;
using Ka.Wire;

namespace Ka.Replica;

/// <summary>A plan as it was fitted to this machine: the steps for its disks, and where each stream goes. Making one touches nothing.</summary>
internal sealed class InstallJob
{
    private readonly List<string> _reasons = [];
    private readonly List<PartitionTarget> _partitions = [];

    private InstallJob(InstallPlan plan, InstallOptions options, IReadOnlyList<string> identities)
    {
        Plan = plan;
        GivenName = FindName(plan.Names, identities);
        HostName = GivenName ?? options.HostName;
        Golden = LayoutText.Read(plan.Layout);
        BootLoader = plan.BootLoader.Length > 0 ? BootLoaderChoice.Parse(plan.BootLoader) : null;
        Disks = DiskPlanner.Plan(new PlanRequest
        {
            Golden = Golden,
            Machine = Machine.Read(options.Disks, options.MountDirectory),
            Map = [.. plan.Map.Select(DiskSelector.Parse)],
            Excluded = plan.Excluded,
            Descs = [.. plan.Descs.Select(file => new DescChoice(file.Subject, DescFile.Parse(Encoding.UTF8.GetString(file.Content.Span), file.Name), file.Name))],
            BootCodes = [.. plan.BootCodes.Select(file => new BootCodeChoice(file.Subject, CheckedCode(file)))],
            FreshUuids = plan.FreshUuids,
        });
        _reasons.AddRange(Disks.Reasons);
        CheckMountDirectory(options.MountDirectory);
        if (!Disks.IsPossible)
            return;
        foreach (var tree in plan.Trees)
            CheckTree(tree);
        foreach (var partition in plan.Partitions)
            FindPartition(partition);
        var execution = new DiskExecution(options.MountDirectory, _ => { });
        foreach (var program in execution.MissingPrograms(Disks).Concat(PrepareExecution.MissingPrograms()).Distinct())
            _reasons.Add($"{program} is not installed in this rescue");
        _reasons.AddRange(execution.ForeignMounts());
        _reasons.AddRange(NodeHooks.Reasons(plan.Hooks));
    }

    public InstallPlan Plan { get; }

    public Layout Golden { get; }

    public DiskPlan Disks { get; }

    public BootLoaderChoice? BootLoader { get; }

    /// <summary>The clone's host name; null: the golden node's.</summary>
    public string? HostName { get; }

    /// <summary>The host name that the golden node gave to this machine; null: none.</summary>
    private string? GivenName { get; }

    /// <summary>Why it cannot be carried out; empty when it can.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>Mount points whose trees come.</summary>
    public IReadOnlyList<BytePath> Trees => Plan.Trees;

    /// <summary>Partitions that come as they are.</summary>
    public IReadOnlyList<PartitionTarget> Partitions => _partitions;

    /// <param name="identities">This machine's hardware addresses and the address that it has for the golden node.</param>
    /// <exception cref="ProtocolException">The plan is none.</exception>
    /// <exception cref="LayoutException">Its layout, a desc file or boot code is wrong.</exception>
    /// <exception cref="FormatException">A word of it is wrong.</exception>
    /// <exception cref="ToolException">This machine's disks cannot be read.</exception>
    /// <exception cref="LinuxException">This machine's disks cannot be read.</exception>
    public static InstallJob Fit(PlanBytes plan, InstallOptions options, IReadOnlyList<string> identities) => new(InstallPlan.Decode(plan.Bytes), options, identities);

    /// <summary>Which disk gets which role, and the name that goes with it.</summary>
    public string DescribeDisks() => string.Join(", ",
        Disks.Roles.Keys.Order(StringComparer.Ordinal).Select(golden => $"{golden} -> {Disks.Roles[golden].Path} ({SizeWords.Of(Disks.Roles[golden].Size)})"))
        + (GivenName is null ? "" : $", named {GivenName}");

    private string? FindName(IReadOnlyList<string> names, IReadOnlyList<string> identities)
    {
        foreach (var line in names)
            if (line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var blank && identities.Contains(line[..blank], StringComparer.OrdinalIgnoreCase))
            {
                var name = line[(blank + 1)..];
                if (!HostNamePlan.IsName(name))
                    _reasons.Add($"'{BytePath.FromText(name)}' is to be its name, and is no host name");
                return name;
            }
        return null;
    }

    private static byte[] CheckedCode(PlanFile file) => file.Content.Length == PartitionTable.BootCodeLength
        ? file.Content.ToArray()
        : throw new LayoutException($"{BytePath.FromText(file.Name)}: {file.Content.Length} bytes; boot code has {PartitionTable.BootCodeLength}");

    /// <summary>What this system mounts by itself is none of ours, also while it is not mounted.</summary>
    private void CheckMountDirectory(string directory)
    {
        // Status 1: there is no fstab, or nothing in it.
        var table = new ToolCall("findmnt", "-J", "--fstab", "-o", "TARGET").TryRun();
        if (table.Status != 0)
            return;
        foreach (var mount in MountedFileSystem.Parse(table.Text))
            if (mount.Target == directory || mount.Target.StartsWith(directory + "/", StringComparison.Ordinal))
                _reasons.Add($"'{BytePath.FromText(mount.Target)}' is in this system's fstab: the clone cannot be mounted on '{BytePath.FromText(directory)}'");
    }

    /// <summary>A tree lands on a file system of its own, never on what happens to be below it.</summary>
    private void CheckTree(BytePath tree)
    {
        foreach (var mount in Disks.Target!.Mounts)
            if (BytePath.FromText(mount.Target) == tree)
                return;
        _reasons.Add($"'{tree}' is to be copied, and nothing would be mounted there");
    }

    private void FindPartition(BytePath golden)
    {
        foreach (var disk in Golden.Disks)
            foreach (var partition in disk.Table?.Partitions ?? [])
                if (golden == BytePath.FromText("/dev/" + Disk.PartitionName(disk.Name, partition.Number)) && Disks.Roles.TryGetValue(disk.Name, out var ours))
                {
                    AddPartition(golden, partition, ours);
                    return;
                }
        _reasons.Add($"'{golden}' is to be copied as it is, and is no partition of a disk that is copied");
    }

    private void AddPartition(BytePath golden, Partition partition, MachineDisk ours)
    {
        var size = Disks.Target!.Disks.FirstOrDefault(disk => disk.Name == ours.Name)?.Table?.Partitions
            .FirstOrDefault(other => other.Number == partition.Number)?.Size;
        var device = BytePath.FromText(Disk.PartitionName(ours.Path, partition.Number));
        if (size is null)
            _reasons.Add($"'{golden}' is to be copied as it is, and there would be no {device}");
        else if (size < partition.Size)
            _reasons.Add($"'{golden}' is to be copied as it is and has {SizeWords.Of(partition.Size)}; {device} would have {SizeWords.Of(size.Value)}");
        else
            _partitions.Add(new PartitionTarget(golden, device));
    }
}
