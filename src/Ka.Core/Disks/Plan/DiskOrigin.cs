using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>Tells a golden node's clones from other disks by identifiers: those of its tables, file systems, arrays and
/// physical volumes. Pure.</summary>
/// <remarks>Swap and EFI system partitions do not count: <c>ka</c> adds them where a machine needs them, with identifiers of
/// their own. A clone that was made with new identifiers is not recognised.</remarks>
public sealed class DiskOrigin
{
    private static readonly string[] s_windows =
    [
        "e3c9e316-0b5c-4db8-817d-f92df00215ae", // Microsoft reserved
        "de94bba4-06d1-4d40-a16a-bfd50179d6ac", // Windows recovery
        "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3", // logical disk manager
        "af9b60a0-1431-4f62-bc68-3311714a69ad",
        "0x27",
    ];

    private static readonly string[] s_mac =
    [
        "7c3457ef-0000-11aa-aa11-00306543ecac", // APFS
        "48465300-0000-11aa-aa11-00306543ecac", // HFS+
        "53746f72-6167-11aa-aa11-00306543ecac", // Core Storage
        "0xaf",
    ];

    private static readonly string[] s_esx =
    [
        "aa31e02a-400f-11db-9590-000c2911d1b8", // VMFS
        "9d275380-40ad-11db-bf97-000c2911d1b8", // vmkcore
        "0xfb",
        "0xfc",
    ];

    // They hold no files, and nothing that blkid knows.
    private static readonly string[] s_hollow =
    [
        "21686148-6449-6e6f-744e-656564454649", // BIOS boot
        "e3c9e316-0b5c-4db8-817d-f92df00215ae",
        "0x5",
        "0xf",
        "0x85",
    ];

    private static readonly string[] s_esp = [PartitionTypes.GptEsp.ToLowerInvariant(), "0xef"];

    private readonly PlanRequest _request;
    private readonly HashSet<string> _contents;
    private readonly bool _leavesEmpty;

    public DiskOrigin(PlanRequest request)
    {
        _request = request;
        var golden = request.Golden;
        _contents =
        [
            .. golden
                .FileSystems.Select(made => made.Uuid)
                .Concat(golden.Arrays.Select(array => array.Uuid))
                .Concat(golden.VolumeGroups.SelectMany(group => group.PhysicalVolumes).Select(volume => volume.Uuid))
                .OfType<string>()
                .Select(Plain),
        ];
        var needs = new MinimumSizes(golden);
        _leavesEmpty =
            golden.FileSystems.Any(made => FileSystemKind.Find(made.Type) is null)
            || golden.Disks.Any(disk =>
                (disk.Table?.Partitions ?? []).Any(partition => !needs.IsUsed(Disk.PartitionName(disk.Name, partition.Number)))
            );
    }

    /// <summary>What is on a disk, and whose it is.</summary>
    public DiskContents Of(MachineDisk disk)
    {
        var found = disk.Signatures;
        var parts = found.Parts.Where(part => part.Type is not null || !IsHollow(part)).ToList();
        if (parts.Count == 0 && found.Parts.Count == 0)
            return DiskContents.Nothing;
        return new DiskContents(
            IsClone(disk, parts) ? DiskState.Clone : DiskState.Other,
            SystemOf(found.Parts),
            parts.Exists(part => part.Used is not null) ? parts.Sum(part => part.Used ?? 0) : null,
            [
                .. parts
                    .GroupBy(part => part.Type ?? DiskPart.Unknown)
                    // Data before what is beside it, then the most.
                    .OrderBy(same => same.Key is "swap" or "vfat" ? 1 : 0)
                    .ThenByDescending(same => same.Count())
                    .ThenBy(same => same.Key, StringComparer.Ordinal)
                    .Select(same => new DiskPart(same.Key, same.Count())),
            ]
        );
    }

    /// <summary>The disks that would be erased, in the order of the golden names.</summary>
    /// <param name="roles">This machine's disks by golden name.</param>
    public IReadOnlyList<DiskMapping> Describe(IReadOnlyDictionary<string, MachineDisk> roles) =>
        [
            .. roles
                .OrderBy(role => role.Key, StringComparer.Ordinal)
                .Select(role => new DiskMapping(role.Key, role.Value.Path, Hardware(role.Value), Of(role.Value))),
        ];

    /// <summary>Why a disk may not be taken; null when it may.</summary>
    public Finding? Refusal(MachineDisk disk, DiskAcceptance accepts)
    {
        if (accepts == DiskAcceptance.Any)
            return null;
        var now = Of(disk);
        FindingKind? kind =
            now.State == DiskState.Empty || (accepts == DiskAcceptance.Clones && now.State == DiskState.Clone) ? null
            : accepts == DiskAcceptance.Empty ? FindingKind.DiskNotEmpty
            : FindingKind.DiskNotClone;
        return kind is null
            ? null
            : new Finding(
                kind.Value,
                disk.Name,
                string.Join(',', now.Parts.SelectMany(part => Enumerable.Repeat(part.Type, part.Count)))
            )
            {
                Numbers = now.Used is { } used ? [used] : [],
            };
    }

    private bool IsClone(MachineDisk disk, List<DiskSignature> parts)
    {
        var table = disk.Signatures.TableId is { } id
            ? _request.Golden.Disks.FirstOrDefault(golden => golden.Table is { } own && Plain(own.Id) == Plain(id))
            : null;
        if (disk.Signatures.Table is not null && table is null && _request.Descs.Count == 0)
            return false;
        var data = parts.Where(part => !IsAdded(part) && !IsRaw(disk, part, table)).ToList();
        return data.Exists(part => part.Uuid is not null)
            && data.TrueForAll(part =>
                part.Uuid is { } uuid
                    ? _contents.Contains(Plain(uuid))
                    : part.Type is null && (part.PartitionType is null || _leavesEmpty)
            );
    }

    /// <summary><c>ka</c> makes it where a machine needs it, and where a desc file has it.</summary>
    private static bool IsAdded(DiskSignature part) =>
        part.Type == "swap" || (part is { Type: "vfat", PartitionType: { } type } && s_esp.Contains(type.ToLowerInvariant()));

    /// <summary>A partition that comes as it is has its contents from the golden node, which the layout does not have.</summary>
    private bool IsRaw(MachineDisk disk, DiskSignature part, Disk? golden) =>
        golden is not null
        && part.Device.StartsWith(disk.Name, StringComparison.Ordinal)
        && _request.RawPartitions.Contains(
            Disk.PartitionName(golden.Name, int.TryParse(Digits(part.Device[disk.Name.Length..]), out var number) ? number : 0)
        );

    private static string Digits(string end) => end.TrimStart('p');

    private static DiskHardware Hardware(MachineDisk disk) =>
        new(disk.Size, disk.Transport.Name, disk.Model ?? "", disk.Serial ?? "", disk.Wwn ?? "");

    private static bool IsHollow(DiskSignature part) =>
        part.PartitionType is { } type && s_hollow.Contains(type.ToLowerInvariant());

    private static DiskSystem SystemOf(IReadOnlyList<DiskSignature> parts)
    {
        bool Has(string[] types, params string[] contents) =>
            parts.Any(part =>
                (part.PartitionType is { } type && types.Contains(type.ToLowerInvariant())) || contents.Contains(part.Type)
            );
        return Has(s_windows, "BitLocker") ? DiskSystem.Windows
            : Has(s_mac, "apfs", "hfsplus") ? DiskSystem.MacOs
            : Has(s_esx, "VMFS_volume_member") ? DiskSystem.Esx
            : DiskSystem.Unknown;
    }

    /// <summary>mdadm, blkid and sfdisk spell one identifier differently.</summary>
    private static string Plain(string identifier) =>
        string.Concat(
                (identifier.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? identifier[2..] : identifier).Where(
                    char.IsAsciiLetterOrDigit
                )
            )
            .ToLowerInvariant();
}
