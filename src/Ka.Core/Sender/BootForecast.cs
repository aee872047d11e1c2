using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;

namespace Ka.Sender;

/// <summary>What <c>ka prepare</c> would say of a copy of the golden tree, for each firmware that a node may have. The tree is
/// read; nothing is changed.</summary>
internal static class BootForecast
{
    /// <summary>The firmware that a copy cannot be started by, with the reasons; empty when it can by either, or when it cannot
    /// be told.</summary>
    /// <param name="root">The golden tree.</param>
    /// <param name="choice">The operator's boot loader; null: the tree's own.</param>
    public static IReadOnlyList<BootObstacle> Of(Layout golden, string root, BootLoaderChoice? choice)
    {
        var found = new List<BootObstacle>();
        foreach (var firmware in new[] { Firmware.Bios, Firmware.Uefi })
            if (Reasons(golden, firmware, root, choice) is { Length: > 0 } reasons)
                found.Add(
                    new BootObstacle(firmware, reasons.Length > LayoutLimits.Text ? reasons[..LayoutLimits.Text] : reasons)
                );
        return found;
    }

    private static string Reasons(Layout golden, Firmware firmware, string root, BootLoaderChoice? choice)
    {
        // A machine with the same disks: the plan of the node itself has what other disks change.
        var twin = DiskPlanner.Plan(new PlanRequest { Golden = golden, Machine = Twin(golden, firmware) });
        if (twin.Target is not { } target)
            return "";
        try
        {
            var plan = PreparePlanner.Plan(
                new PrepareRequest
                {
                    Root = root,
                    Target = target,
                    Golden = golden,
                    BootLoader = choice,
                }
            );
            return string.Join("; ", plan.Reasons);
        }
        catch (LinuxException)
        {
            // What of the tree cannot be read is named when it is sent.
            return "";
        }
    }

    private static Machine Twin(Layout golden, Firmware firmware) =>
        new()
        {
            Firmware = firmware,
            Disks =
            [
                .. golden.Disks.Select(disk => new MachineDisk
                {
                    Name = disk.Name,
                    Path = "/dev/" + disk.Name,
                    // An EFI system partition that is added needs room.
                    Size = disk.Size + (1L << 30),
                    SectorSize = disk.SectorSize,
                    IsNamed = true,
                }),
            ],
        };
}
