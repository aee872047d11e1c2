using System;
using System.Collections.Generic;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.LayoutFile;

/// <summary>JSON to a layout, key by key; <see cref="LayoutWriter"/> is its counterpart.</summary>
internal static class LayoutReader
{
    internal static readonly string[] Firmwares = ["bios", "uefi"];

    internal static readonly string[] TableKinds = ["mbr", "gpt"];

    internal static readonly string[] VolumeKinds = ["linear", "striped", "mirror"];

    public static Layout Read(LayoutField field) =>
        Whole(
            field,
            new Layout
            {
                Version = field.Need("version").Int(),
                Firmware = Firmware.Bios + (byte)field.Need("firmware").Word(Firmwares),
                BootLoader = field.Take("bootLoader")?.Text(),
                StartedBy = field.Take("startedBy") is { } origin ? Origin(origin) : null,
                Disks = List(field, "disks", Disk),
                Arrays = List(field, "arrays", Array),
                VolumeGroups = List(field, "volumeGroups", Group),
                FileSystems = List(field, "fileSystems", Content),
                Mounts = List(field, "mounts", Place),
                Cards = List(field, "cards", Card),
                Interfaces = List(field, "interfaces", Interface),
                Variables = List(field, "variables", variable => variable.Text()),
                BootObstacles = List(field, "bootObstacles", Obstacle),
            }
        );

    private static InterfaceSetup Interface(LayoutField field) =>
        Whole(
            field,
            new InterfaceSetup(field.Need("name").Text(), field.Need("address").Text())
            {
                Obstacle = field.Take("obstacle")?.Text() ?? "",
            }
        );

    private static BootObstacle Obstacle(LayoutField field) =>
        Whole(field, new BootObstacle(Firmware.Bios + (byte)field.Need("firmware").Word(Firmwares), field.Need("reason").Text()));

    private static BootOrigin Origin(LayoutField field) =>
        Whole(
            field,
            new BootOrigin
            {
                Loader = field.Take("loader")?.Text(),
                Entry = field.Take("entry")?.Text(),
                Path = field.Take("path")?.Text(),
            }
        );

    private static Disk Disk(LayoutField field) =>
        Whole(
            field,
            new Disk
            {
                Name = field.Need("name").Text(),
                Size = field.Need("size").Long(),
                SectorSize = field.Need("sectorSize").Int(),
                Serial = field.Take("serial")?.Text(),
                Wwn = field.Take("wwn")?.Text(),
                Model = field.Take("model")?.Text(),
                Table = field.Take("table") is { } table ? Table(table) : null,
            }
        );

    private static PartitionTable Table(LayoutField field) =>
        Whole(
            field,
            new PartitionTable
            {
                Kind = (TableKind)field.Need("kind").Word(TableKinds),
                Id = field.Need("id").Text(),
                BootCode = field.Take("bootCode")?.Bytes(),
                Partitions = List(field, "partitions", Part),
            }
        );

    private static Partition Part(LayoutField field) =>
        Whole(
            field,
            new Partition
            {
                Number = field.Need("number").Int(),
                Start = field.Need("start").Long(),
                Size = field.Need("size").Long(),
                Type = field.Need("type").Text(),
                Uuid = field.Take("uuid")?.Text(),
                Name = field.Take("name")?.Text(),
                Bootable = field.Take("bootable")?.Flag() ?? false,
                Attributes = field.Take("attributes")?.Text(),
            }
        );

    private static MdArray Array(LayoutField field) =>
        Whole(
            field,
            new MdArray
            {
                Name = field.Need("name").Text(),
                Level = field.Need("level").Text(),
                Uuid = field.Need("uuid").Text(),
                Metadata = field.Need("metadata").Text(),
                Label = field.Take("label")?.Text(),
                Layout = field.Take("layout")?.Text(),
                Chunk = field.Take("chunk")?.Long(),
                Size = field.Need("size").Long(),
                Members = field.Need("members").List(member => member.Text()),
            }
        );

    private static VolumeGroup Group(LayoutField field) =>
        Whole(
            field,
            new VolumeGroup
            {
                Name = field.Need("name").Text(),
                ExtentSize = field.Need("extentSize").Long(),
                PhysicalVolumes = field.Need("physicalVolumes").List(Physical),
                Volumes = List(field, "volumes", Volume),
            }
        );

    private static PhysicalVolume Physical(LayoutField field) =>
        Whole(
            field,
            new PhysicalVolume
            {
                Device = field.Need("device").Text(),
                Uuid = field.Take("uuid")?.Text(),
                Size = field.Need("size").Long(),
            }
        );

    private static LogicalVolume Volume(LayoutField field) =>
        Whole(
            field,
            new LogicalVolume
            {
                Name = field.Need("name").Text(),
                Size = field.Need("size").Long(),
                Kind = (VolumeKind)(field.Take("kind")?.Word(VolumeKinds) ?? 0),
                Stripes = field.Take("stripes")?.Int() ?? 1,
                StripeSize = field.Take("stripeSize")?.Long(),
                Mirrors = field.Take("mirrors")?.Int() ?? 0,
            }
        );

    private static FileSystem Content(LayoutField field) =>
        Whole(
            field,
            new FileSystem
            {
                Device = field.Need("device").Text(),
                Type = field.Need("type").Text(),
                Uuid = field.Take("uuid")?.Text(),
                Label = field.Take("label")?.Text(),
                Used = field.Take("used")?.Long(),
                Written = field.Take("written")?.Long(),
                Inodes = field.Take("inodes")?.Long(),
                Initramfs = field.Take("initramfs")?.Long(),
                BlockSize = field.Take("blockSize")?.Int(),
                InodeSize = field.Take("inodeSize")?.Int(),
                BytesPerInode = field.Take("bytesPerInode")?.Int(),
                ReservedShare = field.Take("reservedShare")?.Int(),
                FatBits = field.Take("fatBits")?.Int(),
                Features = List(field, "features", word => word.Text()),
                Subvolumes = List(field, "subvolumes", word => word.Text()),
                DefaultSubvolume = field.Take("defaultSubvolume")?.Text(),
            }
        );

    private static Mount Place(LayoutField field) =>
        Whole(
            field,
            new Mount
            {
                Device = field.Need("device").Text(),
                Target = field.Need("target").Text(),
                Subvolume = field.Take("subvolume")?.Text(),
                Options = List(field, "options", word => word.Text()),
            }
        );

    private static NetworkCard Card(LayoutField field) =>
        Whole(
            field,
            new NetworkCard
            {
                Name = field.Need("name").Text(),
                Mac = field.Need("mac").Text(),
                Driver = field.Take("driver")?.Text(),
                Speed = field.Take("speed")?.Int(),
                Path = field.Take("path")?.Text() ?? "",
                Route = field.Take("route")?.Text(),
                IsMain = field.Take("main")?.Flag() ?? false,
            }
        );

    private static List<T> List<T>(LayoutField field, string key, Func<LayoutField, T> read)
        where T : class => field.Take(key)?.List(read) ?? [];

    private static T Whole<T>(LayoutField field, T read)
    {
        field.End();
        return read;
    }
}
