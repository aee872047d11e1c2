using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.Probe;

/// <summary>What <c>pvs</c>, <c>vgs</c> and <c>lvs</c> print with <c>--reportformat json --units b --nosuffix</c>.</summary>
public static class LvmReport
{
    internal const string PhysicalColumns = "pv_name,pv_uuid,vg_name,pv_size";
    internal const string GroupColumns = "vg_name,vg_extent_size";
    internal const string VolumeColumns =
        "vg_name,lv_name,lv_size,segtype,stripes,stripe_size,lv_layout,seg_start_pe,lv_attr,origin";

    /// <param name="nameOf">The name of the device at a path; null: it is on no disk of the layout.</param>
    /// <exception cref="ToolException">Not understood.</exception>
    /// <exception cref="LayoutException">A volume of a kind that cannot be described.</exception>
    public static IReadOnlyList<VolumeGroup> Parse(string physical, string groups, string volumes, Func<string, string?> nameOf)
    {
        var physicals = Rows(
            physical,
            "pv",
            row => new Physical(row.Text("vg_name"), row.Text("pv_name") ?? "", row.Text("pv_uuid"), row.Number("pv_size") ?? 0)
        );
        var segments = Rows(volumes, "lv", ReadSegment);
        var extents = Rows(groups, "vg", row => new Group(row.Text("vg_name") ?? "", row.Number("vg_extent_size") ?? 0));
        var found = new List<VolumeGroup>();
        foreach (var (name, extentSize) in extents)
        {
            var members = physicals.Where(volume => volume.Group == name).ToList();
            var here = members.Where(member => nameOf(member.Path) is not null).ToList();
            if (here.Count == 0)
                continue;
            // LVM's word for a device that is gone; newer versions count them.
            if (members.FirstOrDefault(member => !member.Path.StartsWith('/')) is not null)
                throw new LayoutException($"volume group {name} is not complete: a physical volume of it is missing (vgs, pvs)");
            if (members.FirstOrDefault(member => nameOf(member.Path) is null) is { } elsewhere)
                throw new LayoutException(
                    $"volume group {name} is on {elsewhere.Path}, too, which is on a disk that is left out"
                );
            found.Add(
                new VolumeGroup
                {
                    Name = name,
                    ExtentSize = extentSize,
                    PhysicalVolumes =
                    [
                        .. here.Select(member => new PhysicalVolume
                        {
                            Device = nameOf(member.Path)!,
                            Uuid = member.Uuid,
                            Size = member.Size,
                        }),
                    ],
                    Volumes =
                    [
                        .. segments
                            .Where(segment => segment.Group == name && !segment.IsSnapshot)
                            .GroupBy(segment => segment.Volume)
                            .Select(ToVolume),
                    ],
                }
            );
        }
        return found;
    }

    private static Segment ReadSegment(JsonElement row) =>
        new(row.Text("vg_name") ?? "", row.Text("lv_name") ?? "")
        {
            Size = row.Number("lv_size") ?? 0,
            Type = row.Text("segtype") ?? "",
            Stripes = (int)(row.Number("stripes") ?? 1),
            StripeSize = row.Number("stripe_size") ?? 0,
            IsSnapshot = row.Text("lv_attr") is ['s' or 'S', ..],
            Origin = (row.Text("origin") ?? "").Trim('[', ']'),
        };

    /// <summary>The snapshots: volumes that hold what has changed in another since a moment, or what had been there.</summary>
    /// <exception cref="ToolException">Not understood.</exception>
    internal static IEnumerable<(string Group, string Name, string Origin)> Snapshots(string volumes) =>
        Rows(volumes, "lv", ReadSegment)
            .Where(segment => segment.IsSnapshot)
            .Select(segment => (segment.Group, segment.Volume, segment.Origin))
            .Distinct();

    private static LogicalVolume ToVolume(IGrouping<string, Segment> segments)
    {
        var first = segments.First();
        var kind = first.Type switch
        {
            "linear" => VolumeKind.Linear,
            "striped" => first.Stripes > 1 ? VolumeKind.Striped : VolumeKind.Linear,
            "raid1" or "mirror" => VolumeKind.Mirror,
            _ => throw new LayoutException(
                $"volume {first.Group}/{first.Volume} is {first.Type}: only linear, striped and mirrored ones can be described"
            ),
        };
        return new LogicalVolume
        {
            Name = first.Volume,
            Size = first.Size,
            Kind = kind,
            Stripes = kind == VolumeKind.Striped ? first.Stripes : 1,
            StripeSize = kind == VolumeKind.Striped && first.StripeSize > 0 ? first.StripeSize : null,
            Mirrors = kind == VolumeKind.Mirror ? first.Stripes - 1 : 0,
        };
    }

    private static List<T> Rows<T>(string json, string key, Func<JsonElement, T> read) =>
        json.Trim().Length == 0
            ? []
            : ReportJson.Read(
                "lvm",
                json,
                root => root.Items("report", report => report.Items(key, read)).SelectMany(rows => rows).ToList()
            );

    private sealed record Physical(string? Group, string Path, string? Uuid, long Size);

    private sealed record Group(string Name, long ExtentSize);

    private sealed record Segment(string Group, string Volume)
    {
        /// <summary>Bytes of the whole volume.</summary>
        public required long Size { get; init; }

        public required string Type { get; init; }

        public required int Stripes { get; init; }

        /// <summary>Bytes; 0 when there is one stripe.</summary>
        public required long StripeSize { get; init; }

        public bool IsSnapshot { get; init; }

        public string Origin { get; init; } = "";
    }
}
