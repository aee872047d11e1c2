using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Ka.Linux;

namespace Ka.Disks.Model;

/// <summary>Refuses a layout that no machine can have, or whose words could mean something else to the programs that get
/// them.</summary>
/// <remarks>A layout comes over the network: everything in it that becomes a word of a command line, a line of a script or a
/// path is checked here, once, and nowhere else.</remarks>
public static class LayoutCheck
{
    private static readonly string[] s_levels = ["linear", "raid0", "raid1", "raid5", "raid6", "raid10"];

    private static readonly string[] s_metadata = ["0.90", "1.0", "1.1", "1.2"];

    /// <exception cref="LayoutException">The message names the field.</exception>
    public static void Check(Layout layout)
    {
        Demand(layout.Version == Layout.CurrentVersion, "version", $"{layout.Version} is not {Layout.CurrentVersion}");
        if (layout.BootLoader is { } loader)
            Demand(Spelling.IsName(loader), "bootLoader", "it is no name");
        if (layout.StartedBy is { } origin)
            CheckOrigin(origin, "startedBy");
        var devices = new LayoutDevices();
        Each(layout.Disks, "disks", LayoutLimits.Disks, (disk, field) => CheckDisk(disk, field, devices));
        Each(layout.Arrays, "arrays", LayoutLimits.Arrays, (array, field) => CheckArray(array, field, devices));
        Each(layout.VolumeGroups, "volumeGroups", LayoutLimits.Groups, (group, field) => CheckGroup(group, field, devices));
        Demand(
            layout.VolumeGroups.Select(group => group.Name).Distinct().Count() == layout.VolumeGroups.Count,
            "volumeGroups",
            "a name is there twice"
        );
        Each(
            layout.FileSystems,
            "fileSystems",
            LayoutLimits.FileSystems,
            (fileSystem, field) =>
            {
                devices.Use(fileSystem.Device, field + ".device");
                CheckFileSystem(fileSystem, field);
            }
        );
        CheckMounts(layout);
        Each(layout.Cards, "cards", LayoutLimits.Cards, CheckCard);
        Each(
            layout.Interfaces,
            "interfaces",
            LayoutLimits.Interfaces,
            (one, field) =>
            {
                CheckText(one.Interface, field + ".name");
                CheckText(one.Address, field + ".address");
                CheckText(one.Obstacle, field + ".obstacle");
            }
        );
        Each(layout.Variables, "variables", LayoutLimits.Variables, CheckText);
        Each(
            layout.BootObstacles,
            "bootObstacles",
            LayoutLimits.Firmwares,
            (one, field) => CheckText(one.Reason, field + ".reason")
        );
    }

    internal static void Demand(bool good, string field, string complaint)
    {
        if (!good)
            throw new LayoutException($"layout: {field}: {complaint}");
    }

    /// <summary>A value as a message may show it.</summary>
    internal static string Quote(string text) => $"'{BytePath.FromText(text.Length > 80 ? text[..80] : text)}'";

    private static void Each<T>(IReadOnlyList<T> list, string field, int limit, Action<T, string> check)
    {
        Demand(list.Count <= limit, field, $"{list.Count} are more than {limit}");
        for (var i = 0; i < list.Count; i++)
        {
            Demand(list[i] is not null, $"{field}[{i}]", "it is null");
            check(list[i], $"{field}[{i}]");
        }
    }

    private static void CheckOrigin(BootOrigin origin, string field)
    {
        CheckText(origin.Loader, field + ".loader");
        CheckText(origin.Entry, field + ".entry");
        if (origin.Path is not { } path)
            return;
        Demand(path.StartsWith('/'), field + ".path", $"{Quote(path)} is not absolute");
        CheckComponents(path[1..], field + ".path");
    }

    private static void CheckDisk(Disk disk, string field, LayoutDevices devices)
    {
        devices.Add(disk.Name, field + ".name");
        CheckSize(disk.Size, field + ".size");
        Demand(disk.SectorSize is 512 or 4096, field + ".sectorSize", $"{disk.SectorSize} is neither 512 nor 4096");
        CheckText(disk.Serial, field + ".serial");
        CheckText(disk.Wwn, field + ".wwn");
        CheckText(disk.Model, field + ".model");
        if (disk.Table is { } table)
            CheckTable(disk, table, field + ".table", devices);
    }

    private static void CheckTable(Disk disk, PartitionTable table, string field, LayoutDevices devices)
    {
        if (table.Partitions.Any())
            devices.Use(disk.Name, field);
        var isId =
            table.Kind == TableKind.Gpt
                ? Spelling.Fits(table.Id, Spelling.Guid)
                : table.Id.StartsWith("0x", StringComparison.Ordinal) && Spelling.Fits(table.Id[2..], "xxxxxxxx");
        Demand(isId, field + ".id", $"{Quote(table.Id)} is not the id of {(table.Kind == TableKind.Gpt ? "a GPT" : "an MBR")}");
        Demand(
            table.BootCode is null || table.BootCode.Length == PartitionTable.BootCodeLength,
            field + ".bootCode",
            $"{table.BootCode?.Length} bytes are not {PartitionTable.BootCodeLength}"
        );
        Each(
            table.Partitions,
            field + ".partitions",
            LayoutLimits.Partitions,
            (partition, place) =>
            {
                CheckPartition(disk, table, partition, place);
                if (!PartitionTypes.IsExtended(table.Kind, partition.Type))
                    devices.Add(Disk.PartitionName(disk.Name, partition.Number), place + ".number");
            }
        );
        CheckOrder(table, field + ".partitions");
    }

    private static void CheckPartition(Disk disk, PartitionTable table, Partition partition, string field)
    {
        Demand(
            partition.Number is > 0 and <= LayoutLimits.Partitions,
            field + ".number",
            $"{partition.Number} is not 1 to {LayoutLimits.Partitions}"
        );
        Demand(
            partition.Start > 0 && partition.Start % disk.SectorSize == 0,
            field + ".start",
            $"{partition.Start} is no start of a sector"
        );
        Demand(partition.Start < disk.Size, field + ".start", $"{partition.Start} is behind the end of the disk");
        Demand(
            partition.Size > 0 && partition.Size % disk.SectorSize == 0,
            field + ".size",
            $"{partition.Size} is no number of sectors"
        );
        Demand(
            partition.Size <= disk.Size - partition.Start,
            field + ".size",
            $"{partition.Size} reaches behind the end of the disk"
        );
        var isType =
            table.Kind == TableKind.Gpt
                ? Spelling.Fits(partition.Type, Spelling.Guid)
                : Spelling.Fits(partition.Type, "x") || Spelling.Fits(partition.Type, "xx");
        Demand(isType, field + ".type", $"{Quote(partition.Type)} is no type");
        Demand(
            partition.Uuid is null
                || Spelling.Fits(partition.Uuid, Spelling.Guid)
                || Spelling.Fits(partition.Uuid, "xxxxxxxx-xx"),
            field + ".uuid",
            "it is no GUID"
        );
        CheckText(partition.Name, field + ".name");
        Demand(partition.Name is null || partition.Name.Length <= 36, field + ".name", "it is longer than 36 characters");
        Demand(
            partition.Attributes is null || Spelling.IsMadeOf(partition.Attributes, ":, ", 200),
            field + ".attributes",
            "they are no attribute bits"
        );
    }

    private static void CheckOrder(PartitionTable table, string field)
    {
        var extended = table.Partitions.Where(partition => PartitionTypes.IsExtended(table.Kind, partition.Type)).ToList();
        Demand(extended.Count <= 1, field, "there is more than one extended partition");
        var previous = 0;
        foreach (var partition in table.Partitions)
        {
            Demand(partition.Number > previous, field, $"partition {partition.Number} comes after {previous}");
            previous = partition.Number;
        }
        var (primary, logical) = Levels(table);
        CheckDisjoint(primary, field);
        CheckDisjoint(logical, field);
        foreach (var partition in logical)
            Demand(
                extended.Count == 1 && partition.Start > extended[0].Start && partition.End() <= extended[0].End(),
                field,
                $"partition {partition.Number} is not inside an extended partition"
            );
        Demand(
            extended.All(partition => partition.Number < Partition.FirstLogical),
            field,
            "an extended partition is inside another"
        );
    }

    private static (List<Partition> Primary, List<Partition> Logical) Levels(PartitionTable table)
    {
        var isMbr = table.Kind == TableKind.Mbr;
        return (
            table.Partitions.Where(partition => !isMbr || partition.Number < Partition.FirstLogical).ToList(),
            table.Partitions.Where(partition => isMbr && partition.Number >= Partition.FirstLogical).ToList()
        );
    }

    private static void CheckDisjoint(List<Partition> partitions, string field)
    {
        var sorted = partitions.OrderBy(partition => partition.Start).ToList();
        for (var i = 1; i < sorted.Count; i++)
            Demand(
                sorted[i - 1].End() <= sorted[i].Start,
                field,
                $"partitions {sorted[i - 1].Number} and {sorted[i].Number} overlap"
            );
    }

    private static void CheckArray(MdArray array, string field, LayoutDevices devices)
    {
        Demand(
            array.Name.StartsWith("md", StringComparison.Ordinal) && Spelling.IsMadeOf(array.Name, "_", 34),
            field + ".name",
            $"{Quote(array.Name)} is no name of an array (md0)"
        );
        Demand(
            s_levels.Contains(array.Level),
            field + ".level",
            $"{Quote(array.Level)} is not one of {string.Join(", ", s_levels)}"
        );
        Demand(
            Spelling.Fits(array.Uuid, "xxxxxxxx:xxxxxxxx:xxxxxxxx:xxxxxxxx"),
            field + ".uuid",
            "it is not the UUID of an array"
        );
        Demand(
            s_metadata.Contains(array.Metadata),
            field + ".metadata",
            $"{Quote(array.Metadata)} is not one of {string.Join(", ", s_metadata)}"
        );
        Demand(
            array.Label is null || IsArrayLabel(array.Label),
            field + ".label",
            $"{Quote(array.Label ?? "")} is no name of an array"
        );
        Demand(
            array.Layout is null || MdLayout.Suits(array.Level, array.Layout),
            field + ".layout",
            $"{Quote(array.Layout ?? "")} is no layout of {array.Level}"
        );
        Demand(array.Chunk is null or (>= 4096 and <= 1 << 30), field + ".chunk", $"{array.Chunk} is no size of a chunk");
        CheckSize(array.Size, field + ".size");
        var least = array.Level switch
        {
            "raid6" => 4,
            "raid5" => 2,
            "raid1" or "linear" => 1,
            _ => 2,
        };
        Demand(array.Members.Count >= least, field + ".members", $"{array.Members.Count} are too few for {array.Level}");
        Each(array.Members, field + ".members", LayoutLimits.Members, devices.Use);
        devices.Add(array.Name, field + ".name");
    }

    /// <summary><c>golden:0</c>, as it stands in 32 bytes of a superblock.</summary>
    private static bool IsArrayLabel(string label) =>
        Spelling.IsMadeOf(label, "_.-:", 32)
        && label[0] != '-'
        && label.IndexOf(':', StringComparison.Ordinal) is -1 or > 0
        && !label.EndsWith(':')
        && !label.Contains(":-", StringComparison.Ordinal);

    private static void CheckGroup(VolumeGroup group, string field, LayoutDevices devices)
    {
        CheckLvmName(group.Name, field + ".name");
        Demand(
            group.ExtentSize is >= 1024 and <= 1L << 34 && (group.ExtentSize & (group.ExtentSize - 1)) == 0,
            field + ".extentSize",
            $"{group.ExtentSize} is no power of two"
        );
        Demand(group.PhysicalVolumes.Count > 0, field + ".physicalVolumes", "there is none");
        Each(
            group.PhysicalVolumes,
            field + ".physicalVolumes",
            LayoutLimits.Members,
            (volume, place) =>
            {
                devices.Use(volume.Device, place + ".device");
                CheckSize(volume.Size, place + ".size");
                Demand(
                    volume.Uuid is null || Spelling.Fits(volume.Uuid, "wwwwww-wwww-wwww-wwww-wwww-wwww-wwwwww"),
                    place + ".uuid",
                    "it is not the UUID of a physical volume"
                );
            }
        );
        Each(
            group.Volumes,
            field + ".volumes",
            LayoutLimits.Volumes,
            (volume, place) =>
            {
                CheckLvmName(volume.Name, place + ".name");
                CheckSize(volume.Size, place + ".size");
                Demand(volume.Size % group.ExtentSize == 0, place + ".size", $"{volume.Size} is no number of extents");
                Demand(
                    volume.Stripes >= 1 && volume.Stripes <= group.PhysicalVolumes.Count,
                    place + ".stripes",
                    $"{volume.Stripes} for {group.PhysicalVolumes.Count} physical volumes"
                );
                Demand(
                    volume.Mirrors >= 0 && volume.Mirrors < group.PhysicalVolumes.Count,
                    place + ".mirrors",
                    $"{volume.Mirrors} for {group.PhysicalVolumes.Count} physical volumes"
                );
                Demand(
                    volume.StripeSize is null or (>= 4096 and <= 1 << 30),
                    place + ".stripeSize",
                    $"{volume.StripeSize} is no size of a stripe"
                );
                devices.AddVolume(group.Name, volume.Name, place + ".name");
            }
        );
    }

    private static void CheckFileSystem(FileSystem fileSystem, string field)
    {
        Demand(Spelling.IsName(fileSystem.Type), field + ".type", $"{Quote(fileSystem.Type)} is no type of file system");
        CheckText(fileSystem.Label, field + ".label");
        CheckText(fileSystem.Uuid, field + ".uuid");
        Demand(
            fileSystem.Used is null or (>= 0 and <= LayoutLimits.Size),
            field + ".used",
            $"{fileSystem.Used} is no number of bytes"
        );
        CheckCount(fileSystem.Written, field + ".written");
        CheckCount(fileSystem.Inodes, field + ".inodes");
        CheckCount(fileSystem.Initramfs, field + ".initramfs");
        Demand(
            fileSystem.BlockSize is null or (>= 512 and <= 65536),
            field + ".blockSize",
            $"{fileSystem.BlockSize} is no size of a block"
        );
        Demand(
            fileSystem.InodeSize is null or (>= 128 and <= 65536),
            field + ".inodeSize",
            $"{fileSystem.InodeSize} is no size of an inode"
        );
        Demand(
            fileSystem.BytesPerInode is null or (>= 1024 and <= 1 << 26),
            field + ".bytesPerInode",
            $"{fileSystem.BytesPerInode} is not 1024 to 67108864"
        );
        Demand(
            fileSystem.ReservedShare is null or (>= 0 and <= LayoutLimits.ReservedShare),
            field + ".reservedShare",
            $"{fileSystem.ReservedShare} is not 0 to {LayoutLimits.ReservedShare}"
        );
        Demand(fileSystem.FatBits is null or 12 or 16 or 32, field + ".fatBits", $"{fileSystem.FatBits} is not 12, 16 or 32");
        Each(
            fileSystem.Features,
            field + ".features",
            LayoutLimits.Words,
            (word, place) => Demand(IsFeature(word), place, $"{Quote(word)} is no feature")
        );
        Each(fileSystem.Subvolumes, field + ".subvolumes", LayoutLimits.Mounts, CheckSubvolume);
        if (fileSystem.DefaultSubvolume is { } name)
            CheckSubvolume(name, field + ".defaultSubvolume");
        if (FileSystemKind.Find(fileSystem.Type) is not { } kind)
            return;
        Demand(
            fileSystem.Uuid is null || Spelling.Fits(fileSystem.Uuid, kind.UuidMask),
            field + ".uuid",
            $"{Quote(fileSystem.Uuid ?? "")} is not one of {kind.Name}"
        );
        Demand(
            Encoding.UTF8.GetByteCount(fileSystem.Label ?? "") <= kind.MaxLabel,
            field + ".label",
            $"it is longer than {kind.MaxLabel} bytes"
        );
    }

    /// <summary><c>has_journal</c>, <c>64bit</c>, <c>crc=1</c>.</summary>
    private static bool IsFeature(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? Spelling.IsMadeOf(word, "_.-", 64)
            : Spelling.IsMadeOf(word[..equals], "_.-", 64) && Spelling.IsMadeOf(word[(equals + 1)..], "_.-", 64);
    }

    private static void CheckMounts(Layout layout)
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        var known = layout.FileSystems.ToDictionary(fileSystem => fileSystem.Device);
        Each(
            layout.Mounts,
            "mounts",
            LayoutLimits.Mounts,
            (mount, field) =>
            {
                Demand(
                    known.TryGetValue(mount.Device, out var fileSystem),
                    field + ".device",
                    $"{Quote(mount.Device)} has no file system"
                );
                Demand(fileSystem!.Type != "swap", field + ".device", "swap is not mounted");
                CheckPath(mount.Target, field + ".target");
                Demand(targets.Add(mount.Target), field + ".target", $"{Quote(mount.Target)} is there twice");
                if (mount.Subvolume is { } subvolume)
                    CheckSubvolume(subvolume, field + ".subvolume");
                Demand(mount.Subvolume is null || fileSystem.Type == "btrfs", field + ".subvolume", "only btrfs has them");
                Each(
                    mount.Options,
                    field + ".options",
                    LayoutLimits.Words,
                    (option, place) =>
                    {
                        CheckText(option, place);
                        Demand(!option.Contains(',', StringComparison.Ordinal), place, "a comma parts options");
                    }
                );
            }
        );
        for (var i = 0; i < layout.Mounts.Count; i++)
            Demand(
                !layout.Mounts.Skip(i + 1).Any(later => IsBelow(layout.Mounts[i].Target, later.Target)),
                $"mounts[{i}].target",
                $"{Quote(layout.Mounts[i].Target)} comes before what it lies in"
            );
    }

    private static bool IsBelow(string path, string directory) =>
        directory == "/" ? path != "/" : path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static void CheckPath(string path, string field)
    {
        Demand(path.StartsWith('/'), field, $"{Quote(path)} is not absolute");
        if (path != "/")
            CheckComponents(path[1..], field);
    }

    private static void CheckSubvolume(string path, string field) => CheckComponents(path, field);

    private static void CheckComponents(string path, string field)
    {
        Demand(Encoding.UTF8.GetByteCount(path) < LayoutLimits.Path, field, "it is too long");
        Demand(!path.Any(char.IsControl), field, "there is a control character in it");
        foreach (var name in path.Split('/'))
            Demand(
                name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= 255,
                field,
                $"{Quote(path)} is no plain path"
            );
    }

    private static void CheckSize(long size, string field) =>
        Demand(size is > 0 and <= LayoutLimits.Size, field, $"{size} is no size");

    private static void CheckCount(long? count, string field) =>
        Demand(count is null or (>= 0 and <= LayoutLimits.Size), field, $"{count} is not 0 to {LayoutLimits.Size}");

    private static void CheckText(string? text, string field)
    {
        if (text is null)
            return;
        Demand(text.Length <= LayoutLimits.Text, field, $"it is longer than {LayoutLimits.Text} characters");
        Demand(!text.Any(char.IsControl), field, "there is a control character in it");
    }

    /// <summary>The kernel's rule for names of interfaces, and no letters that a file of names would need quotes for.</summary>
    private static void CheckCard(NetworkCard card, string field)
    {
        Demand(Spelling.IsMadeOf(card.Name, "_.-", 15) && card.Name is not ("." or ".."), field + ".name", "it is no name");
        Demand(MacAddress.TryParse(card.Mac, out var mac) && mac.ToString() == card.Mac, field + ".mac", "it is no address");
        CheckText(card.Driver, field + ".driver");
        CheckText(card.Route, field + ".route");
        CheckText(card.Path, field + ".path");
        Demand(card.Speed is null or > 0, field + ".speed", "it is no speed");
    }

    private static void CheckLvmName(string name, string field) =>
        Demand(
            Spelling.IsMadeOf(name, "_.+-", 127) && name[0] != '-' && name is not ("." or ".."),
            field,
            $"{Quote(name)} is no name for LVM"
        );
}
