using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Apply;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Addresses;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Names;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>A plan fitted to this machine: the steps for its disks, and the place of each stream. Fitting touches
/// nothing.</summary>
internal sealed class FittedPlan
{
    private readonly List<Finding> _reasons = [];
    private readonly List<PartitionTarget> _partitions = [];
    private readonly List<Finding> _cardNotes = [];

    private FittedPlan(InstallPlan plan, InstallOptions options, IReadOnlyList<string> identities)
    {
        Plan = plan;
        IdentityTable.Demand(plan.Kept);
        Given = FindGiven(plan.Nodes, identities);
        HostName = GivenName ?? options.HostName;
        Golden = LayoutText.Read(plan.Layout).Of(HostName);
        BootLoader = plan.BootLoader.Length > 0 ? BootLoaderChoice.Parse(plan.BootLoader) : null;
        var machine = Machine.Read(options.Disks, options.MountDirectory);
        CheckBoot(machine.Firmware);
        Disks = DiskPlanner.Plan(PlanRequest.Of(plan, Golden, machine));
        Cards = NetworkCards.WithMain(NetworkCards.Read(), identities);
        if (!plan.KeepIdentity)
            _cardNotes.AddRange(new CardPairing(Golden.Cards, Cards).Pairs.Select(Note));
        AddAddresses(plan, [.. plan.Kept, .. options.Kept]);
        _reasons.AddRange(Disks.Reasons);
        if (Disks.Roles.Count > WireLimits.VerdictDisks)
            _reasons.Add(Finding.Of(FindingKind.TooManyDisks, "", Disks.Roles.Count));
        CheckMountDirectory(options.MountDirectory);
        if (!Disks.IsPossible)
            return;
        foreach (var tree in plan.Trees)
            CheckTree(tree);
        foreach (var partition in plan.Partitions)
            FindPartition(partition);
        var execution = new DiskExecution(options.MountDirectory, _ => { });
        foreach (var program in execution.MissingPrograms(Disks).Concat(PrepareExecution.MissingPrograms()).Distinct())
            _reasons.Add(new Finding(FindingKind.ProgramMissing, program, ""));
        foreach (var complaint in MkfsTrial.Complaints(Disks))
            _reasons.Add(new Finding(FindingKind.MkfsRefuses, complaint.Device, complaint.Words));
        _reasons.AddRange(execution.ForeignMounts().Select(mount => Finding.Said(FindingKind.MountPointInUse, mount)));
        _reasons.AddRange(PreCopyHooks.Reasons(plan.Hooks));
    }

    public InstallPlan Plan { get; }

    public Layout Golden { get; }

    public DiskPlan Disks { get; }

    public BootLoaderChoice? BootLoader { get; }

    /// <summary>The clone's host name; null: the golden node's.</summary>
    public string? HostName { get; }

    /// <summary>What the golden node gave to this machine.</summary>
    public NodeSettings Given { get; }

    /// <summary>The host name among it; null: none.</summary>
    public string? GivenName => Given.Name.Length > 0 ? Given.Name : null;

    /// <summary>Reasons why it cannot be carried out; empty when it can.</summary>
    public IReadOnlyList<Finding> Reasons => _reasons;

    /// <summary>Findings for the operator that do not hinder the plan.</summary>
    public IReadOnlyList<Finding> Notes => [.. Disks.Notes, .. _cardNotes];

    /// <summary>This machine's network cards; the main one carries the run.</summary>
    public IReadOnlyList<NetworkCard> Cards { get; }

    /// <summary>Mount points of the trees that are copied.</summary>
    public IReadOnlyList<BytePath> Trees => Plan.Trees;

    /// <summary>Partitions that are copied as they are.</summary>
    public IReadOnlyList<PartitionTarget> Partitions => _partitions;

    /// <param name="identities">This machine's hardware addresses and the address that it has for the golden node.</param>
    /// <exception cref="ProtocolException">The plan is malformed.</exception>
    /// <exception cref="LayoutException">Its layout, a desc file or boot code is wrong.</exception>
    /// <exception cref="FormatException">A field of it is malformed.</exception>
    /// <exception cref="ToolException">This machine's disks cannot be read.</exception>
    /// <exception cref="LinuxException">This machine's disks cannot be read.</exception>
    public static FittedPlan Fit(PlanBytes plan, InstallOptions options, IReadOnlyList<string> identities) =>
        new(InstallPlan.Decode(plan.Bytes), options, identities);

    /// <summary>The disks that would be erased, in the order of the golden names.</summary>
    public IReadOnlyList<DiskMapping> ErasedDisks => Disks.Erased;

    private static Finding Note((NetworkCard Golden, NetworkCard Here) pair) =>
        new(FindingKind.CardPaired, $"{pair.Here.Name} {pair.Here.Mac}", pair.Golden.Name);

    private NodeSettings FindGiven(IReadOnlyList<PlanNode> nodes, IReadOnlyList<string> identities)
    {
        var mine = nodes.Where(node => identities.Contains(node.Node, StringComparer.OrdinalIgnoreCase)).ToList();
        if (mine.Count == 0)
            return NodeSettings.None;
        if (mine.Count > 1)
            _reasons.Add(new Finding(FindingKind.NodeTwice, mine[0].Node, mine[1].Node));
        try
        {
            return NodeSettings.Parse(mine[0].Name, mine[0].Values);
        }
        catch (FormatException e)
        {
            _reasons.Add(Finding.Said(FindingKind.NodeSettings, e.Message));
            return NodeSettings.None;
        }
    }

    private void AddAddresses(InstallPlan plan, IReadOnlyList<string> kept)
    {
        var addresses = new AddressPlan(
            Golden.Cards,
            Golden.Interfaces,
            Given,
            keeps: plan.KeepIdentity || kept.Contains(IdentityTable.StaticAddress)
        );
        _reasons.AddRange(addresses.Reasons.Select(reason => Finding.Said(FindingKind.Address, reason)));
        var mac = Cards.FirstOrDefault(card => card.IsMain)?.Mac;
        var values = new NodeValues(Given, HostName, addresses.Main, mac);
        foreach (var variable in Golden.Variables)
            if (values.Find(variable) is null)
                _reasons.Add(new Finding(FindingKind.VariableMissing, variable, ""));
        _cardNotes.AddRange(addresses.Given.Select(card => new Finding(FindingKind.AddressGiven, card.Interface, card.Words)));
        _cardNotes.AddRange(addresses.Kept.Select(setup => new Finding(FindingKind.AddressKept, setup.Interface, setup.Address)));
    }

    /// <summary>A mount point of this system is not used for the clone, even while nothing is mounted there.</summary>
    private void CheckMountDirectory(string directory)
    {
        // Status 1: there is no fstab, or nothing in it.
        var table = ToolCommand.Query("findmnt", "-J", "--fstab", "-o", "TARGET").TryRun();
        if (table.Status != 0)
            return;
        foreach (var mount in MountedFileSystem.Parse(table.Text))
            if (mount.Target == directory || mount.Target.StartsWith(directory + "/", StringComparison.Ordinal))
                _reasons.Add(new Finding(FindingKind.InFstab, mount.Target, directory));
    }

    /// <summary>What <c>ka prepare</c> would refuse after the copy is refused before the disks are erased.</summary>
    private void CheckBoot(Firmware firmware)
    {
        foreach (var obstacle in Golden.BootObstacles)
            if (obstacle.Firmware == firmware)
                _reasons.Add(new Finding(FindingKind.NotBootable, "", obstacle.Reason));
    }

    /// <summary>A tree must be copied onto a file system of its own, never onto the directory of another one.</summary>
    private void CheckTree(BytePath tree)
    {
        foreach (var mount in Disks.Target!.Mounts)
            if (BytePath.FromText(mount.Target) == tree)
                return;
        _reasons.Add(new Finding(FindingKind.NoFileSystem, tree.ToString(), ""));
    }

    private void FindPartition(BytePath golden)
    {
        foreach (var disk in Golden.Disks)
        foreach (var partition in disk.Table?.Partitions ?? [])
            if (
                golden == BytePath.FromText("/dev/" + Disk.PartitionName(disk.Name, partition.Number))
                && Disks.Roles.TryGetValue(disk.Name, out var ours)
            )
            {
                AddPartition(golden, partition, ours);
                return;
            }
        _reasons.Add(new Finding(FindingKind.NoPartition, golden.ToString(), ""));
    }

    private void AddPartition(BytePath golden, Partition partition, MachineDisk ours)
    {
        var size = Disks
            .Target!.Disks.FirstOrDefault(disk => disk.Name == ours.Name)
            ?.Table?.Partitions.FirstOrDefault(other => other.Number == partition.Number)
            ?.Size;
        var device = BytePath.FromText(Disk.PartitionName(ours.Path, partition.Number));
        if (size is null)
            _reasons.Add(new Finding(FindingKind.NoDevice, golden.ToString(), device.ToString()));
        else if (size < partition.Size)
            _reasons.Add(
                new Finding(FindingKind.DeviceTooSmall, golden.ToString(), device.ToString())
                {
                    Numbers = [partition.Size, size.Value],
                }
            );
        else
            _partitions.Add(new PartitionTarget(golden, device));
    }
}
