using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>What <c>ka prepare</c> would say of a copy of the golden tree, for each firmware that a node may have. The tree is
/// read; nothing is changed.</summary>
internal static class BootForecast
{
    private const long Spare = 1L << 30;

    /// <summary>The firmware that a copy cannot be started by, with the reasons; empty when it can by either, or when that is
    /// not known.</summary>
    /// <param name="root">The golden tree.</param>
    /// <param name="notSent">Paths of the tree that copies lack, as for <see cref="PrepareRequest.NotThere"/>.</param>
    /// <param name="plan">What is sent, and the operator's boot loader; its layout does not count.</param>
    public static IReadOnlyList<BootObstacle> Of(Layout golden, string root, IReadOnlySet<string> notSent, InstallPlan plan)
    {
        var request = new PrepareRequest
        {
            Root = root,
            Target = golden,
            Golden = golden,
            NotThere = notSent,
            BootLoader = plan.BootLoader.Length > 0 ? BootLoaderChoice.Parse(plan.BootLoader) : null,
        };
        var found = new List<BootObstacle>();
        foreach (var firmware in new[] { Firmware.Bios, Firmware.Uefi })
            if (Twin(golden, firmware, plan) is { } twin && Reasons(request with { Target = twin }) is { Length: > 0 } reasons)
                found.Add(
                    new BootObstacle(firmware, reasons.Length > LayoutLimits.Text ? reasons[..LayoutLimits.Text] : reasons)
                );
        return found;
    }

    private static string Reasons(PrepareRequest request)
    {
        try
        {
            return string.Join("; ", PreparePlanner.Plan(request).Reasons);
        }
        catch (LinuxException)
        {
            // What of the tree cannot be read is named when it is sent.
            return "";
        }
    }

    /// <summary>The layout of a machine with the same disks, and with room for what is added to them: the plan of a node has what
    /// other disks change. null: there are reasons against it, and each node finds them.</summary>
    private static Layout? Twin(Layout golden, Firmware firmware, InstallPlan plan)
    {
        var request = PlanRequest.Of(
            plan with
            {
                Map = [],
                Accepts = DiskAcceptance.Any,
            },
            golden,
            new Machine
            {
                Firmware = firmware,
                Memory = Spare,
                Disks = [],
            }
        );
        var disks = golden.Disks.Select(disk => Twin(disk, request.Descs)).ToList();
        return DiskPlanner.Plan(request with { Machine = request.Machine with { Disks = disks } }).Target;
    }

    private static MachineDisk Twin(Disk disk, IReadOnlyList<DescChoice> descs)
    {
        var wanted = descs.Where(desc => desc.Drive == disk.Name).SelectMany(desc => desc.Desc.Partitions);
        return new MachineDisk
        {
            Name = disk.Name,
            Path = "/dev/" + disk.Name,
            Size = wanted.Aggregate(disk.Size + Spare, (size, one) => Math.Min(size + one.Size.Bytes, LayoutLimits.Size)),
            SectorSize = disk.SectorSize,
            IsNamed = true,
        };
    }
}
