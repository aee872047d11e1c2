using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ka.Disks.Model;
using Ka.Linux;

namespace Ka.Disks.LayoutFile;

/// <summary>A layout to JSON; what is unknown is left out. <see cref="LayoutReader"/> is its counterpart.</summary>
internal static class LayoutWriter
{
    // Apostrophes and letters stay what they are: nothing here goes into a web page.
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Layout layout)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", layout.Version);
            json.WriteString("firmware", LayoutReader.Firmwares[layout.Firmware - Firmware.Bios]);
            Text(json, "bootLoader", layout.BootLoader);
            if (layout.StartedBy is { } origin)
                Origin(json, origin);
            List(json, "disks", layout.Disks, Disk);
            List(json, "arrays", layout.Arrays, Array);
            List(json, "volumeGroups", layout.VolumeGroups, Group);
            List(json, "fileSystems", layout.FileSystems, Content);
            List(json, "mounts", layout.Mounts, Place);
            List(json, "cards", layout.Cards, Card);
            if (layout.Interfaces.Count > 0)
                List(json, "interfaces", layout.Interfaces, Interface);
            Words(json, "variables", layout.Variables);
            if (layout.BootObstacles.Count > 0)
                List(json, "bootObstacles", layout.BootObstacles, Obstacle);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Origin(Utf8JsonWriter json, BootOrigin origin)
    {
        json.WriteStartObject("startedBy");
        Text(json, "loader", origin.Loader);
        Text(json, "entry", origin.Entry);
        Text(json, "path", origin.Path);
        json.WriteEndObject();
    }

    private static void Disk(Utf8JsonWriter json, Disk disk)
    {
        json.WriteString("name", disk.Name);
        json.WriteNumber("size", disk.Size);
        json.WriteNumber("sectorSize", disk.SectorSize);
        Text(json, "serial", disk.Serial);
        Text(json, "wwn", disk.Wwn);
        Text(json, "model", disk.Model);
        if (disk.Table is not { } table)
            return;
        json.WriteStartObject("table");
        json.WriteString("kind", LayoutReader.TableKinds[(int)table.Kind]);
        json.WriteString("id", table.Id);
        if (table.BootCode is { } code)
            json.WriteBase64String("bootCode", code);
        List(json, "partitions", table.Partitions, Part);
        json.WriteEndObject();
    }

    private static void Part(Utf8JsonWriter json, Partition partition)
    {
        json.WriteNumber("number", partition.Number);
        json.WriteNumber("start", partition.Start);
        json.WriteNumber("size", partition.Size);
        json.WriteString("type", partition.Type);
        Text(json, "uuid", partition.Uuid);
        Text(json, "name", partition.Name);
        if (partition.Bootable)
            json.WriteBoolean("bootable", true);
        Text(json, "attributes", partition.Attributes);
    }

    private static void Array(Utf8JsonWriter json, MdArray array)
    {
        json.WriteString("name", array.Name);
        json.WriteString("level", array.Level);
        json.WriteString("uuid", array.Uuid);
        json.WriteString("metadata", array.Metadata);
        Text(json, "label", array.Label);
        Text(json, "layout", array.Layout);
        Number(json, "chunk", array.Chunk);
        json.WriteNumber("size", array.Size);
        Words(json, "members", array.Members);
    }

    private static void Group(Utf8JsonWriter json, VolumeGroup group)
    {
        json.WriteString("name", group.Name);
        json.WriteNumber("extentSize", group.ExtentSize);
        List(
            json,
            "physicalVolumes",
            group.PhysicalVolumes,
            (_, volume) =>
            {
                json.WriteString("device", volume.Device);
                Text(json, "uuid", volume.Uuid);
                json.WriteNumber("size", volume.Size);
            }
        );
        List(json, "volumes", group.Volumes, Volume);
    }

    private static void Volume(Utf8JsonWriter json, LogicalVolume volume)
    {
        json.WriteString("name", volume.Name);
        json.WriteNumber("size", volume.Size);
        json.WriteString("kind", LayoutReader.VolumeKinds[(int)volume.Kind]);
        if (volume.Kind == VolumeKind.Striped)
            json.WriteNumber("stripes", volume.Stripes);
        Number(json, "stripeSize", volume.StripeSize);
        if (volume.Kind == VolumeKind.Mirror)
            json.WriteNumber("mirrors", volume.Mirrors);
    }

    private static void Content(Utf8JsonWriter json, FileSystem content)
    {
        json.WriteString("device", content.Device);
        json.WriteString("type", content.Type);
        Text(json, "uuid", content.Uuid);
        Text(json, "label", content.Label);
        Number(json, "used", content.Used);
        Number(json, "written", content.Written);
        Number(json, "inodes", content.Inodes);
        Number(json, "initramfs", content.Initramfs);
        Number(json, "blockSize", content.BlockSize);
        Number(json, "inodeSize", content.InodeSize);
        Number(json, "bytesPerInode", content.BytesPerInode);
        Number(json, "reservedShare", content.ReservedShare);
        Number(json, "fatBits", content.FatBits);
        Words(json, "features", content.Features);
        Words(json, "subvolumes", content.Subvolumes);
        Text(json, "defaultSubvolume", content.DefaultSubvolume);
    }

    private static void Card(Utf8JsonWriter json, NetworkCard card)
    {
        json.WriteString("name", card.Name);
        json.WriteString("mac", card.Mac);
        Text(json, "driver", card.Driver);
        Number(json, "speed", card.Speed);
        if (card.Path.Length > 0)
            json.WriteString("path", card.Path);
        Text(json, "route", card.Route);
        if (card.IsMain)
            json.WriteBoolean("main", true);
    }

    private static void Place(Utf8JsonWriter json, Mount mount)
    {
        json.WriteString("device", mount.Device);
        json.WriteString("target", mount.Target);
        Text(json, "subvolume", mount.Subvolume);
        Words(json, "options", mount.Options);
    }

    private static void Interface(Utf8JsonWriter json, InterfaceSetup setup)
    {
        json.WriteString("name", setup.Interface);
        json.WriteString("address", setup.Address);
        if (setup.Obstacle.Length > 0)
            json.WriteString("obstacle", setup.Obstacle);
    }

    private static void Obstacle(Utf8JsonWriter json, BootObstacle obstacle)
    {
        json.WriteString("firmware", LayoutReader.Firmwares[obstacle.Firmware - Firmware.Bios]);
        json.WriteString("reason", obstacle.Reason);
    }

    private static void Text(Utf8JsonWriter json, string key, string? text)
    {
        if (text is not null)
            json.WriteString(key, text);
    }

    private static void Number(Utf8JsonWriter json, string key, long? number)
    {
        if (number is not null)
            json.WriteNumber(key, number.Value);
    }

    private static void Words(Utf8JsonWriter json, string key, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return;
        json.WriteStartArray(key);
        foreach (var word in words)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }

    private static void List<T>(Utf8JsonWriter json, string key, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        json.WriteStartArray(key);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
