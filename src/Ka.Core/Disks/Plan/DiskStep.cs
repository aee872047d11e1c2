using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.Disks.Model;
using Ka.Formatting;
using Ka.Linux;

namespace Ka.Disks.Plan;

/// <summary>A step that changes a machine's disks: its text for people, and the programs that carry it out.</summary>
/// <param name="Device">Its name: <c>sda</c>, <c>sda1</c>, <c>md0</c>, <c>vg0/root</c>.</param>
public abstract record DiskStep(string Device)
{
    /// <summary>What is done, in a few words.</summary>
    public abstract string Action { get; }

    /// <summary>The programs that do it, one after the other.</summary>
    /// <param name="mountDirectory">Where the result is mounted; free to be used for a moment until then.</param>
    public virtual IReadOnlyList<ToolCommand> Calls(string mountDirectory) => [];

    /// <summary>Device files that are there when it is done.</summary>
    public virtual IReadOnlyList<string> Makes => [];
}

/// <summary>Forgets everything that is on a disk: signatures on its old partitions, on itself, at its beginning and
/// end.</summary>
public sealed record WipeDisk(string Device, string Path) : DiskStep(Device)
{
    public override string Action => "wipe";
}

/// <summary>Writes a partition table.</summary>
public sealed record WriteTable(string Device, string Path, int SectorSize, PartitionTable Table) : DiskStep(Device)
{
    public override string Action =>
        $"partition: {(Table.Kind == TableKind.Gpt ? "GPT" : "MBR")}, {string.Join(", ", Table.Partitions.Select(Describe))}";

    public override IReadOnlyList<string> Makes =>
        [
            .. Table
                .Partitions.Where(partition => !PartitionTypes.IsExtended(Table.Kind, partition.Type))
                .Select(partition => Disk.PartitionName(Path, partition.Number)),
        ];

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory) => SfdiskScript.Calls(this);

    private string Describe(Partition partition) =>
        $"{partition.Number} {SizeFormat.Of(partition.Size)}"
        + (PartitionTypes.IsExtended(Table.Kind, partition.Type) ? " extended" : "")
        + (partition.Bootable ? " bootable" : "");
}

/// <summary>Removes what older tables left at the places of new partitions.</summary>
public sealed record ClearPartitions(string Device, IReadOnlyList<string> Paths) : DiskStep(Device)
{
    public override string Action => "clear the partitions of old signatures";

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory) =>
        [.. Paths.Select(path => new ToolCommand("wipefs", "--all", "--force", "--quiet", path))];
}

/// <summary>Writes the first 446 bytes of a disk.</summary>
public sealed record WriteBootCode(string Device, string Path, byte[] Code) : DiskStep(Device)
{
    public override string Action => $"write {Code.Length} bytes of boot code";
}

/// <summary>Makes an array of its members.</summary>
public sealed record MakeArray(string Device, MdArray Array, IReadOnlyList<string> Paths) : DiskStep(Device)
{
    public override string Action => $"make {Array.Level} of {string.Join(", ", Array.Members)}";

    public override IReadOnlyList<string> Makes => ["/dev/" + Device];

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory)
    {
        var words = new List<string>
        {
            "--create",
            "/dev/" + Device,
            "--run",
            "--force",
            "--level=" + Array.Level,
            $"--raid-devices={Array.Members.Count}",
            "--metadata=" + Array.Metadata,
            "--uuid=" + Array.Uuid,
        };
        words.AddRange(NameWords());
        if (Array.Layout is { } layout)
            words.Add("--layout=" + layout);
        if (Array.Chunk is { } chunk && Array.Level != "raid1")
            words.Add($"--chunk={chunk / 1024}");
        // The contents begin where the planner thinks they do. 0.90 and 1.0 have their superblock at the end, and no choice.
        if (Array.Metadata is "1.1" or "1.2")
            words.Add("--data-offset=4096");
        return [new ToolCommand("mdadm", [.. words, .. Paths])];
    }

    // Left alone, mdadm would put the name of the rescue system there, and mdadm.conf may ask for the golden node's.
    private string[] NameWords()
    {
        if (Array.Label is not { } label || Array.Metadata == "0.90")
            return [];
        var colon = label.IndexOf(':', System.StringComparison.Ordinal);
        return colon < 0
            ? ["--homehost=<none>", "--name=" + label]
            : ["--homehost=" + label[..colon], "--name=" + label[(colon + 1)..]];
    }
}

/// <summary>Makes physical volumes and a group of them.</summary>
public sealed record MakeGroup(string Device, VolumeGroup Group, IReadOnlyList<string> Paths) : DiskStep(Device)
{
    public override string Action =>
        $"make volume group of {string.Join(", ", Group.PhysicalVolumes.Select(volume => volume.Device))}";

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory)
    {
        var calls = new List<ToolCommand>();
        for (var i = 0; i < Paths.Count; i++)
            calls.Add(new ToolCommand("pvcreate", ["-ff", "--yes", .. Uuid(Group.PhysicalVolumes[i].Uuid), Paths[i]]));
        calls.Add(new ToolCommand("vgcreate", ["--yes", "--physicalextentsize", $"{Group.ExtentSize}b", Group.Name, .. Paths]));
        return calls;
    }

    private static string[] Uuid(string? uuid) => uuid is null ? [] : ["--uuid", uuid, "--norestorefile"];
}

/// <summary>Makes a logical volume; on the named devices when it is striped or mirrored.</summary>
public sealed record MakeVolume(string Device, VolumeGroup Group, LogicalVolume Volume, IReadOnlyList<string> Paths)
    : DiskStep(Device)
{
    public override string Action =>
        Volume.Kind switch
        {
            VolumeKind.Striped => $"make volume of {SizeFormat.Of(Volume.Size)} in {Volume.Stripes} stripes",
            VolumeKind.Mirror => $"make volume of {SizeFormat.Of(Volume.Size)}, {Volume.Mirrors + 1} times",
            _ => $"make volume of {SizeFormat.Of(Volume.Size)}",
        };

    public override IReadOnlyList<string> Makes => ["/dev/" + Device];

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory)
    {
        string[] kind = Volume.Kind switch
        {
            VolumeKind.Striped => ["--stripes", Number(Volume.Stripes), "--stripesize", $"{Volume.StripeSize ?? 64 << 10}b"],
            VolumeKind.Mirror => ["--type", "raid1", "--mirrors", Number(Volume.Mirrors)],
            _ => [],
        };
        return
        [
            new ToolCommand(
                "lvcreate",
                [
                    "--yes",
                    "--wipesignatures",
                    "y",
                    "--extents",
                    Number(Volume.Size / Group.ExtentSize),
                    .. kind,
                    "--name",
                    Volume.Name,
                    Group.Name,
                    .. Paths,
                ]
            ),
        ];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Makes a file system or swap space.</summary>
public sealed record MakeFileSystem(string Device, string Path, FileSystem FileSystem, int SectorSize) : DiskStep(Device)
{
    public override string Action => $"make {FileSystem.Type}{Label} {FileSystem.Uuid}".TrimEnd();

    private string Label => FileSystem.Label is { } label ? $" '{Ka.Linux.BytePath.FromText(label)}'" : "";

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory) => MkfsArguments.Calls(this);
}

/// <summary>Makes the subvolumes of a btrfs.</summary>
public sealed record MakeSubvolumes(string Device, string Path, IReadOnlyList<string> Names, string? Default) : DiskStep(Device)
{
    public override string Action =>
        $"make subvolumes {string.Join(", ", Names.Select(name => Ka.Linux.BytePath.FromText(name).ToString()))}";

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory)
    {
        var calls = new List<ToolCommand> { new("mount", "-t", "btrfs", "-o", "subvolid=5", Path, mountDirectory) };
        foreach (var name in Names.OrderBy(name => name.Count(letter => letter == '/')))
        {
            if (name.LastIndexOf('/') is > 0 and var slash)
                calls.Add(new ToolCommand("mkdir", "-p", "--", $"{mountDirectory}/{name[..slash]}"));
            calls.Add(new ToolCommand("btrfs", "subvolume", "create", $"{mountDirectory}/{name}"));
        }
        if (Default is not null)
            calls.Add(new ToolCommand("btrfs", "subvolume", "set-default", $"{mountDirectory}/{Default}"));
        calls.Add(new ToolCommand("umount", mountDirectory));
        return calls;
    }
}

/// <summary>Mounts a file system below the directory where the result is mounted.</summary>
public sealed record MountFileSystem(string Device, string Path, string Type, Mount Mount) : DiskStep(Device)
{
    public override string Action => $"mount on {Ka.Linux.BytePath.FromText(Mount.Target)}";

    public override IReadOnlyList<ToolCommand> Calls(string mountDirectory)
    {
        var options = MountOptions.Options(Type, Mount);
        string[] words = options.Length == 0 ? [] : ["-o", options];
        return [new ToolCommand("mount", ["-t", Type, .. words, Path, PlaceOf(mountDirectory)])];
    }

    /// <summary>Where it is mounted.</summary>
    public string PlaceOf(string mountDirectory) => Mount.Target == "/" ? mountDirectory : mountDirectory + Mount.Target;
}
