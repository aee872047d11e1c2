using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A line of fstab(5) or of the kernel's list of mounts, as findmnt(8) has it.</summary>
/// <param name="Source">A device, <c>UUID=…</c>, <c>LABEL=…</c> and so on; a part in brackets is removed.</param>
/// <param name="Target">As written; <c>none</c> for swap.</param>
/// <param name="Root">The part of the file system that is mounted; empty in fstab.</param>
public sealed record MountedFileSystem(
    string Source,
    string Target,
    string Type,
    IReadOnlyList<string> Options,
    long? Used,
    string Root
)
{
    /// <summary>What is asked of findmnt for all that is mounted: what is in the kernel's list. The space in use is not, it is
    /// asked of each file system, and a dead network mount does not answer.</summary>
    internal const string Columns = "SOURCE,TARGET,FSTYPE,OPTIONS,FSROOT";

    /// <summary>The subvolume that the options name, without a leading slash; null when none, or the top.</summary>
    public string? Subvolume =>
        Options.FirstOrDefault(option => option.StartsWith("subvol=", StringComparison.Ordinal)) is { } option
        && option["subvol=".Length..].Trim('/') is { Length: > 0 } name
            ? name
            : null;

    /// <summary>What <c>findmnt -J -b --list -o …</c> or <c>findmnt -J --fstab …</c> printed. Nothing printed: an empty
    /// list.</summary>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<MountedFileSystem> Parse(string json) =>
        json.Trim().Length == 0
            ? []
            : ReportJson.Read("findmnt", json, root => (IReadOnlyList<MountedFileSystem>)root.Items("filesystems", Read));

    /// <summary>Asks the file system that is mounted at a place for its space in use.</summary>
    /// <returns>Bytes; null: nothing is mounted there any more.</returns>
    /// <exception cref="ToolException">It did not answer in time; the message names the place.</exception>
    internal static long? ReadUsed(string target)
    {
        var call = ToolCommand.Query("findmnt", "-J", "-b", "--list", "-o", "USED", "--mountpoint", target);
        var run = call.TryRun();
        if (run.IsTimedOut)
            throw call.Failure(run);
        return Parse(run.Text) is [var mounted, ..] ? mounted.Used : null;
    }

    private static MountedFileSystem Read(JsonElement item)
    {
        var source = item.Text("source") ?? "";
        var part = source.StartsWith('/') ? source.IndexOf('[', StringComparison.Ordinal) : -1;
        return new MountedFileSystem(
            part < 0 ? source : source[..part],
            item.Text("target") ?? "",
            item.Text("fstype") ?? "",
            (item.Text("options") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
            item.Number("used"),
            item.Text("fsroot") ?? ""
        );
    }
}
