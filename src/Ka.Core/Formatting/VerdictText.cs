using System.Linq;
using Ka.Wire;

namespace Ka.Formatting;

/// <summary>A node's verdict on a plan as people read it.</summary>
public static class VerdictText
{
    /// <summary>The disks that would be erased, and what becomes of them: <c>sda -> /dev/vda (8 GiB, QEMU, holds vda1
    /// ext4)</c>.</summary>
    public static string Disks(PlanChecked verdict) =>
        string.Join(", ", verdict.Disks.Select(DiskText.Describe))
        + (verdict.HostName.Length > 0 ? $", named {verdict.HostName}" : "");

    /// <summary>The reasons against the plan.</summary>
    public static string Reasons(PlanChecked verdict) => string.Join("; ", verdict.Reasons.Select(Describe));

    /// <summary>The notes.</summary>
    public static string Notes(PlanChecked verdict) => string.Join("; ", verdict.Notes.Select(Describe));

    /// <summary>A reason or a note as a sentence.</summary>
    public static string Describe(Finding finding) => FindingText.Describe(finding);

    /// <summary>How many of the disks that would be erased have data of another system.</summary>
    public static int Foreign(PlanChecked verdict) => verdict.Disks.Count(disk => disk.Now.State == DiskState.Other);
}
