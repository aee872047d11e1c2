using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Check;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Prepare.Families;
using Ka.Prepare.Plan;
using Ka.Sender;

namespace Ka.Commands;

/// <summary>The check of a capture as people read it.</summary>
internal static class CaptureReport
{
    /// <exception cref="LayoutException">The tree is of a kind that cannot be cloned by its files.</exception>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static void DemandSuitable(string root)
    {
        if (TreeSuitability.Refusal(BytePath.FromText(root)) is { } refusal)
            throw new LayoutException(refusal);
    }

    /// <summary>Of this machine when nothing more is left out.</summary>
    public static IReadOnlyList<CaptureFinding> Findings(Capture capture) =>
        CaptureCheck.Check(
            capture,
            new PlannedCopy { Trees = [.. InstallPlanBuilder.Copied(capture.Layout).Select(mount => mount.Target)] }
        );

    /// <summary>Says the notes.</summary>
    /// <exception cref="LayoutException">There are refusals; the message has them all.</exception>
    public static void Demand(IReadOnlyList<CaptureFinding> findings, Action<string> say)
    {
        foreach (var note in findings.Where(finding => !finding.IsRefusal))
            say($"ka: note: {note}");
        if (findings.Any(finding => finding.IsRefusal))
            throw new LayoutException(string.Join("\nka: ", findings.Where(finding => finding.IsRefusal)));
    }

    /// <summary>Says how much of the golden node's identity its clones will share.</summary>
    /// <exception cref="LinuxException">The tree cannot be read.</exception>
    public static void NameShared(string root, Action<string> say)
    {
        if (GoldenTreeReport.Shared(BytePath.FromText(root)) is { Count: > 0 } shared)
            say(
                $"ka: note: all clones share {shared.Count} of the golden node's own: {string.Join(", ", shared)} "
                    + "('ka lint' says what to do)"
            );
    }

    /// <summary>What would be copied, and every finding, a line for each.</summary>
    public static IEnumerable<string> Lines(Capture capture)
    {
        foreach (var mount in InstallPlanBuilder.Copied(capture.Layout))
            yield return $"copied: {BytePath.FromText(mount.Target)} ({mount.Device}, {TypeOf(capture.Layout, mount)})";
        foreach (var finding in Findings(capture))
            yield return $"{(finding.IsRefusal ? "refused" : "note")}: {finding}";
    }

    private static string TypeOf(Layout layout, Mount mount) =>
        layout.FileSystems.First(fileSystem => fileSystem.Device == mount.Device).Type
        + (mount.Subvolume is { } subvolume ? $" {BytePath.FromText(subvolume)}" : "");
}
