using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>A line of fstab(5), as findmnt(8) has it, or of the kernel's list of mounts.</summary>
/// <param name="Source">A device, <c>UUID=…</c>, <c>LABEL=…</c> and so on; a part in brackets is removed.</param>
/// <param name="Target">As written; <c>none</c> for swap.</param>
/// <param name="Root">The part of the file system that is mounted; empty in fstab.</param>
public sealed record MountedFileSystem(string Source, string Target, string Type, IReadOnlyList<string> Options, string Root)
{
    /// <summary>The subvolume that the options name, without a leading slash; null when none, or the top.</summary>
    public string? Subvolume =>
        Options.FirstOrDefault(option => option.StartsWith("subvol=", StringComparison.Ordinal)) is { } option
        && option["subvol=".Length..].Trim('/') is { Length: > 0 } name
            ? name
            : null;

    /// <summary>All of its file system, or of the subvolume that it names: no directory of it alone.</summary>
    public bool IsWhole => Type == "btrfs" ? Root.Trim('/') == (Subvolume ?? "") : Root == "/";

    /// <param name="source">The device, by a name of ours.</param>
    internal static MountedFileSystem From(KernelMount mount, string source) =>
        new(source, mount.Target, mount.Type, mount.Options, mount.Root);

    /// <summary>What <c>findmnt -J --fstab …</c> printed. Nothing printed: an empty list.</summary>
    /// <exception cref="ToolException"/>
    public static IReadOnlyList<MountedFileSystem> Parse(string json) =>
        json.Trim().Length == 0
            ? []
            : ReportJson.Read("findmnt", json, root => (IReadOnlyList<MountedFileSystem>)root.Items("filesystems", Read));

    private static MountedFileSystem Read(JsonElement item)
    {
        var source = item.Text("source") ?? "";
        var part = source.StartsWith('/') ? source.IndexOf('[', StringComparison.Ordinal) : -1;
        return new MountedFileSystem(
            part < 0 ? source : source[..part],
            item.Text("target") ?? "",
            item.Text("fstype") ?? "",
            (item.Text("options") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries),
            item.Text("fsroot") ?? ""
        );
    }
}
