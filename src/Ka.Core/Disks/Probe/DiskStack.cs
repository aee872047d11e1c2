using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>An array or a volume group that a machine has: its name cannot be given again as long as it is there.</summary>
/// <param name="Name"><c>md0</c>, <c>vg0</c>.</param>
/// <param name="Disks">The names of the disks that it is on.</param>
public sealed record DiskStack(string Name, bool IsArray, IReadOnlyList<string> Disks)
{
    /// <summary>The running arrays of this machine and every group that LVM knows.</summary>
    /// <param name="disks">All of its block devices.</param>
    /// <exception cref="ToolException"/>
    internal static IReadOnlyList<DiskStack> Read(IReadOnlyList<BlockDevice> disks)
    {
        var report = ProgramPath.Find("pvs") is null
            ? ""
            : ToolCommand.Query("pvs", "--reportformat", "json", "-o", "pv_name,vg_name").Run();
        return [.. Arrays(disks), .. Groups(disks, report)];
    }

    /// <remarks>An array that is on no disk is what a killed <c>mdadm --create</c> leaves: the next one takes its name.</remarks>
    internal static IEnumerable<DiskStack> Arrays(IReadOnlyList<BlockDevice> disks) =>
        from disk in disks
        from device in disk.Tree()
        where device.IsArray && !ReferenceEquals(device, disk)
        group disk.Name by device.Name into found
        select new DiskStack(found.Key, true, [.. found.Distinct()]);

    /// <param name="report">What pvs printed as JSON; empty when there is no LVM.</param>
    /// <exception cref="ToolException">It is not understood.</exception>
    internal static IEnumerable<DiskStack> Groups(IReadOnlyList<BlockDevice> disks, string report)
    {
        var volumes =
            report.Trim().Length == 0
                ? []
                : ReportJson.Read(
                    "pvs",
                    report,
                    root => root.Items("report", part => part.Items("pv", ReadVolume)).SelectMany(rows => rows).ToList()
                );
        return from volume in volumes
            where volume.Group is not null
            from disk in disks
            where disk.Tree().Any(device => device.Path == volume.Path)
            group disk.Name by volume.Group into found
            select new DiskStack(found.Key, false, [.. found.Distinct()]);
    }

    private static PhysicalPlace ReadVolume(JsonElement row) => new(row.Text("pv_name") ?? "", row.Text("vg_name"));

    private sealed record PhysicalPlace(string Path, string? Group);
}
