using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The plan by which every node is installed: the golden node's disks, the copied streams, and the way to make the copy
/// boot. Each node fits it to itself.</summary>
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

    /// <summary>Targets of golden disks: <c>sda=nvme0n1</c>.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    /// <summary>Desc files instead of golden partition tables.</summary>
    public IReadOnlyList<PlanFile> Descs { get; init; } = [];

    /// <summary>Boot code instead of the golden disks' own.</summary>
    public IReadOnlyList<PlanFile> BootCodes { get; init; } = [];

    /// <summary>Programs that nodes run before their disks are erased and before the streams come; each with the stage it belongs
    /// to.</summary>
    public IReadOnlyList<PlanFile> Hooks { get; init; } = [];

    /// <summary>Host names, addresses and variables of nodes. A node that is not listed gets nothing.</summary>
    public IReadOnlyList<PlanNode> Nodes { get; init; } = [];

    /// <summary>The boot loader and words for the initramfs; empty: the tree's own.</summary>
    public string BootLoader { get; init; } = "";

    public bool FreshUuids { get; init; }

    public bool KeepIdentity { get; init; }

    /// <summary>Names of what stays the golden node's, although a clone would get a new one.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Which disks may be erased.</summary>
    public DiskAcceptance Accepts { get; init; } = DiskAcceptance.Any;

    /// <exception cref="ArgumentException">It is larger than may be.</exception>
    public byte[] Encode()
    {
        var writer = new WireWriter(new byte[WireLimits.Plan]);
        writer.Raw(Magic);
        writer.Content(Layout.Span);
        Write(ref writer, Trees);
        Write(ref writer, Partitions);
        Write(ref writer, Excluded, WireLimits.PlanEntries);
        Write(ref writer, Map, WireLimits.PlanEntries);
        Write(ref writer, Descs);
        Write(ref writer, BootCodes);
        Write(ref writer, Hooks);
        Write(ref writer, Nodes);
        writer.Name(BytePath.FromText(BootLoader), WireLimits.Reason);
        writer.Flag(FreshUuids);
        writer.Flag(KeepIdentity);
        Write(ref writer, Kept, WireLimits.PlanEntries);
        writer.U8((byte)Accepts);
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
            Trees = Paths(ref reader, "trees"),
            Partitions = Paths(ref reader, "partitions"),
            Excluded = Texts(ref reader, "excluded", WireLimits.PlanEntries),
            Map = Texts(ref reader, "map", WireLimits.PlanEntries),
            Descs = Files(ref reader, "descs"),
            BootCodes = Files(ref reader, "boot codes"),
            Hooks = Files(ref reader, "hooks"),
            Nodes = ReadNodes(ref reader),
            BootLoader = Text(ref reader, "boot loader"),
            FreshUuids = reader.Flag("fresh uuids"),
            KeepIdentity = reader.Flag("keep identity"),
            Kept = Texts(ref reader, "kept", WireLimits.PlanEntries),
            Accepts = (DiskAcceptance)reader.Choice("accepts", (byte)DiskAcceptance.Any, (byte)DiskAcceptance.Empty),
        };
        reader.End();
        return plan;
    }

    private static ReadOnlySpan<byte> Magic => "ka/2 plan\n"u8;

    private static void Write(ref WireWriter writer, IReadOnlyList<BytePath> names)
    {
        writer.Count(names.Count, WireLimits.PlanEntries);
        foreach (var name in names)
            writer.Name(name, WireLimits.StreamName);
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<string> texts, int limit)
    {
        writer.Count(texts.Count, limit);
        foreach (var text in texts)
            writer.Name(BytePath.FromText(text), WireLimits.Reason);
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<PlanFile> files)
    {
        writer.Count(files.Count, WireLimits.PlanEntries);
        foreach (var file in files)
        {
            writer.Name(BytePath.FromText(file.Subject), WireLimits.Reason);
            writer.Name(BytePath.FromText(file.Name), WireLimits.Reason);
            writer.Content(file.Content.Span);
        }
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<PlanNode> nodes)
    {
        writer.Count(nodes.Count, WireLimits.PlanNames);
        foreach (var node in nodes)
            node.Write(ref writer);
    }

    private static PlanNode[] ReadNodes(ref WireReader reader)
    {
        var nodes = new PlanNode[reader.Count("nodes", WireLimits.PlanNames)];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = PlanNode.Read(ref reader);
        return nodes;
    }

    private static List<BytePath> Paths(ref WireReader reader, string field)
    {
        var names = new List<BytePath>();
        for (var left = reader.Count(field, WireLimits.PlanEntries); left > 0; left--)
            names.Add(reader.Name(field, WireLimits.StreamName));
        return names;
    }

    private static List<string> Texts(ref WireReader reader, string field, int limit)
    {
        var texts = new List<string>();
        for (var left = reader.Count(field, limit); left > 0; left--)
            texts.Add(Text(ref reader, field));
        return texts;
    }

    private static List<PlanFile> Files(ref WireReader reader, string field)
    {
        var files = new List<PlanFile>();
        for (var left = reader.Count(field, WireLimits.PlanEntries); left > 0; left--)
            files.Add(new PlanFile(Text(ref reader, field), Text(ref reader, field), reader.Content(field)));
        return files;
    }

    private static string Text(ref WireReader reader, string field) =>
        WireText.Decode(reader.Name(field, WireLimits.Reason), $"install plan: {field}");
}

/// <summary>A file of the golden node.</summary>
/// <param name="Subject">The golden drive that it says something about, or the stage at which it runs.</param>
/// <param name="Name">Its own.</param>
public sealed record PlanFile(string Subject, string Name, ReadOnlyMemory<byte> Content);
