using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Disks.Plan;

/// <summary>What the machine's firmware wants of the disk that it starts from, and the golden layout lacks.</summary>
internal sealed class BootNeeds(
    PlanRequest request,
    Dictionary<string, TableRequest?> tables,
    List<Finding> reasons,
    List<Finding> notes
)
{
    private const long EspSize = 300 << 20;

    private const long BiosBootSize = 1 << 20;

    /// <summary>The layout with a file system and a mount for what was added.</summary>
    public Layout Apply(Layout golden)
    {
        if (BootDevice(golden) is not { } device || DiskOf(golden, device) is not { } disk)
            return golden;
        if (tables[disk] is not { } table)
        {
            if (request.Machine.Firmware == Firmware.Uefi)
                reasons.Add(Finding.Of(FindingKind.NoTableForEsp, disk));
            return golden;
        }
        if (request.Machine.Firmware == Firmware.Uefi)
            return tables.Values.Any(any => any?.Has(partition => PartitionTypes.IsEsp(partition.Model.Type)) ?? false)
                ? golden
                : AddEsp(golden, disk, table);
        if (table.Kind == TableKind.Gpt && !table.Has(partition => PartitionTypes.IsBiosBoot(partition.Model.Type)))
            AddBiosBoot(disk, table);
        else if (
            table.Kind == TableKind.Mbr
            && !table.Has(partition => partition.Model.Bootable)
            && NumberOn(disk, device) is { } number
        )
            tables[disk] = TableRequests.WithBootable(table, number);
        return golden;
    }

    private static string? BootDevice(Layout golden) =>
        (
            golden.Mounts.FirstOrDefault(mount => mount.Target == "/boot")
            ?? golden.Mounts.FirstOrDefault(mount => mount.Target == "/")
        )?.Device;

    /// <summary>The disk below a device: of an array or a group the first one.</summary>
    private static string? DiskOf(Layout golden, string device)
    {
        if (golden.Arrays.FirstOrDefault(array => array.Name == device) is { } array)
            return DiskOf(golden, array.Members[0]);
        if (
            golden.VolumeGroups.FirstOrDefault(group => group.Volumes.Any(volume => $"{group.Name}/{volume.Name}" == device)) is
            { } group
        )
            return DiskOf(golden, group.PhysicalVolumes[0].Device);
        return golden
            .Disks.FirstOrDefault(disk =>
                disk.Name == device
                || (disk.Table?.Partitions ?? []).Any(partition => Disk.PartitionName(disk.Name, partition.Number) == device)
            )
            ?.Name;
    }

    private int? NumberOn(string disk, string device) =>
        tables[disk]!
            .Partitions.FirstOrDefault(partition => !partition.IsExtended && Disk.PartitionName(disk, partition.Number) == device)
            ?.Number;

    private Layout AddEsp(Layout golden, string disk, TableRequest table)
    {
        var type = table.Kind == TableKind.Gpt ? PartitionTypes.GptEsp : PartitionTypes.MbrEsp;
        if (TableRequests.With(table, type, "EFI System", EspSize, request.NewGuid) is not { } with)
        {
            reasons.Add(Finding.Of(FindingKind.NoEntryForEsp, disk));
            return golden;
        }
        tables[disk] = with.Table;
        var device = Disk.PartitionName(disk, with.Number);
        notes.Add(new Finding(FindingKind.EspAdded, device, "/boot/efi"));
        var fileSystem = new FileSystem
        {
            Device = device,
            Type = "vfat",
            FatBits = 32,
            Uuid = NewIdentifiers.ForFileSystem("vfat", request.NewGuid()),
            Label = "ESP",
        };
        var mount = new Mount { Device = device, Target = "/boot/efi" };
        return golden with
        {
            FileSystems = [.. golden.FileSystems, fileSystem],
            Mounts = golden.Mounts.Any(other => other.Target == mount.Target) ? golden.Mounts : [.. golden.Mounts, mount],
        };
    }

    private void AddBiosBoot(string disk, TableRequest table)
    {
        if (TableRequests.With(table, PartitionTypes.GptBiosBoot, "BIOS boot", BiosBootSize, request.NewGuid) is not { } with)
        {
            reasons.Add(Finding.Of(FindingKind.NoEntryForBiosBoot, disk));
            return;
        }
        tables[disk] = with.Table;
        notes.Add(Finding.Of(FindingKind.BiosBootAdded, Disk.PartitionName(disk, with.Number)));
    }
}
