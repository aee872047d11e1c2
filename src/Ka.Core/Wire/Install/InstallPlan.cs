using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>What every node is to become: the golden node's disks, what is copied, and how it is made to boot. Each node fits it to itself.</summary>
public sealed record InstallPlan
{
    /// <summary>The golden node's layout, as docs/disk-layout.md has it.</summary>
    public required ReadOnlyMemory<byte> Layout { get; init; }

    /// <summary>Mount points whose file systems come as trees; each is a stream's name.</summary>
    public IReadOnlyList<BytePath> Trees { get; init; } = [];

    /// <summary>The golden node's partitions that come as they are; each is a stream's name.</summary>
    public IReadOnlyList<BytePath> Partitions { get; init; } = [];

    /// <summary>Disks that are left out, on both sides.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Where golden disks go: <c>sda=nvme0n1</c>.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    /// <summary>Desc files instead of golden partition tables.</summary>
    public IReadOnlyList<DriveFile> Descs { get; init; } = [];

    /// <summary>Boot code instead of the golden disks' own.</summary>
    public IReadOnlyList<DriveFile> BootCodes { get; init; } = [];

    /// <summary>The boot loader and words for the initramfs; empty: the tree's own.</summary>
    public string BootLoader { get; init; } = "";

    public bool FreshUuids { get; init; }

    public bool KeepIdentity { get; init; }

    /// <exception cref="ArgumentException">It is larger than may be.</exception>
    public byte[] Encode()
    {
        var writer = new WireWriter(new byte[WireLimits.Plan]);
        writer.Raw(Magic);
        writer.Content(Layout.Span);
        Write(ref writer, Trees);
        Write(ref writer, Partitions);
        Write(ref writer, Excluded);
        Write(ref writer, Map);
        Write(ref writer, Descs);
        Write(ref writer, BootCodes);
        writer.Name(BytePath.FromText(BootLoader), WireLimits.Reason);
        writer.Flag(FreshUuids);
        writer.Flag(KeepIdentity);
        return writer.Written.ToArray();
    }

    /// <exception cref="ProtocolException"/>
    public static InstallPlan Decode(ReadOnlySpan<byte> record)
    {
        var reader = new WireReader(record, "install plan");
        reader.Magic("magic", Magic);
        var plan = new InstallPlan
        {
            Layout = reader.Content("layout"),
            Trees = Names(ref reader, "trees"),
            Partitions = Names(ref reader, "partitions"),
            Excluded = Texts(ref reader, "excluded"),
            Map = Texts(ref reader, "map"),
            Descs = Files(ref reader, "descs"),
            BootCodes = Files(ref reader, "boot codes"),
            BootLoader = Text(ref reader, "boot loader"),
            FreshUuids = reader.Flag("fresh uuids"),
            KeepIdentity = reader.Flag("keep identity"),
        };
        reader.End();
        return plan;
    }

    private static ReadOnlySpan<byte> Magic => "ka/1 plan\n"u8;

    private static void Write(ref WireWriter writer, IReadOnlyList<BytePath> names)
    {
        writer.Count(names.Count, WireLimits.PlanEntries);
        foreach (var name in names)
            writer.Name(name, WireLimits.StreamName);
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<string> texts)
    {
        writer.Count(texts.Count, WireLimits.PlanEntries);
        foreach (var text in texts)
            writer.Name(BytePath.FromText(text), WireLimits.Reason);
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<DriveFile> files)
    {
        writer.Count(files.Count, WireLimits.PlanEntries);
        foreach (var file in files)
        {
            writer.Name(BytePath.FromText(file.Drive), WireLimits.Reason);
            writer.Name(BytePath.FromText(file.Name), WireLimits.Reason);
            writer.Content(file.Content.Span);
        }
    }

    private static List<BytePath> Names(ref WireReader reader, string field)
    {
        var names = new List<BytePath>();
        for (var left = reader.Count(field, WireLimits.PlanEntries); left > 0; left--)
            names.Add(reader.Name(field, WireLimits.StreamName));
        return names;
    }

    private static List<string> Texts(ref WireReader reader, string field)
    {
        var texts = new List<string>();
        for (var left = reader.Count(field, WireLimits.PlanEntries); left > 0; left--)
            texts.Add(Text(ref reader, field));
        return texts;
    }

    private static List<DriveFile> Files(ref WireReader reader, string field)
    {
        var files = new List<DriveFile>();
        for (var left = reader.Count(field, WireLimits.PlanEntries); left > 0; left--)
            files.Add(new DriveFile(Text(ref reader, field), Text(ref reader, field), reader.Content(field)));
        return files;
    }

    private static string Text(ref WireReader reader, string field) =>
        WireText.Decode(reader.Name(field, WireLimits.Reason), $"install plan: {field}");
}

/// <summary>A golden drive and a file that says something about it.</summary>
/// <param name="Name">The file's, for messages.</param>
public sealed record DriveFile(string Drive, string Name, ReadOnlyMemory<byte> Content);
