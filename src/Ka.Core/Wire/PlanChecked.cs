using System;
using System.Collections.Generic;

namespace Ka.Wire;

/// <summary>A node's verdict on a plan, from its own disks, firmware, memory and programs. Nothing was touched.</summary>
/// <param name="Plan">SHA-256 of the plan that was judged.</param>
/// <param name="Disks">The node's disks that the plan would erase; none when it does not fit.</param>
/// <param name="HostName">The host name that the plan gives to this node; empty: none.</param>
/// <param name="Reasons">Why the plan cannot be carried out; none when it fits.</param>
/// <param name="Notes">What the operator should know although the plan can be carried out.</param>
/// <remarks>Each list holds at most <see cref="WireLimits.Disks"/> or <see cref="WireLimits.Findings"/> entries; of more the
/// first are sent.</remarks>
public sealed record PlanChecked(
    Bytes32 Plan,
    IReadOnlyList<DiskMapping> Disks,
    string HostName,
    IReadOnlyList<Finding> Reasons,
    IReadOnlyList<Finding> Notes
) : ControlMessage
{
    public override MessageType Type => MessageType.PlanChecked;

    /// <summary>Equality by contents, those of the lists included.</summary>
    public bool Equals(PlanChecked? other) =>
        other is not null && ControlFrame.Encode(this).AsSpan().SequenceEqual(ControlFrame.Encode(other));

    public override int GetHashCode() => HashCode.Combine(Plan, Disks.Count, HostName, Reasons.Count, Notes.Count);

    /// <summary>The plan can be carried out.</summary>
    public bool Fits => Reasons.Count == 0;

    /// <summary>A verdict with a single reason against the plan.</summary>
    public static PlanChecked Against(Bytes32 plan, Finding reason) => new(plan, [], "", [reason], []);

    internal override void Write(ref WireWriter writer)
    {
        writer.Bytes32(Plan);
        var disks = Math.Min(Disks.Count, WireLimits.Disks);
        writer.U16((ushort)disks);
        for (var i = 0; i < disks; i++)
            Disks[i].Write(ref writer);
        writer.Text(HostName, WireLimits.HostName);
        Write(ref writer, Reasons);
        Write(ref writer, Notes);
    }

    internal static PlanChecked Read(ref WireReader reader)
    {
        var plan = reader.Bytes32("plan");
        var disks = new DiskMapping[reader.Count("disks", WireLimits.Disks)];
        for (var i = 0; i < disks.Length; i++)
            disks[i] = DiskMapping.Read(ref reader);
        var name = reader.Text("host name", WireLimits.HostName);
        var (reasons, notes) = (ReadFindings(ref reader, "reasons"), ReadFindings(ref reader, "notes"));
        return reasons.Length > 0 && disks.Length > 0
            ? throw reader.Wrong("reasons", "a plan that does not fit erases no disk")
            : new PlanChecked(plan, disks, name, reasons, notes);
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<Finding> findings)
    {
        var count = Math.Min(findings.Count, WireLimits.Findings);
        writer.U16((ushort)count);
        for (var i = 0; i < count; i++)
            findings[i].Write(ref writer);
    }

    private static Finding[] ReadFindings(ref WireReader reader, string field)
    {
        var findings = new Finding[reader.Count(field, WireLimits.Findings)];
        for (var i = 0; i < findings.Length; i++)
            findings[i] = Finding.Read(ref reader);
        return findings;
    }
}

/// <summary>A disk of a node, and the golden disk whose contents it would get.</summary>
/// <param name="Golden">The golden node's name for its disk: <c>sda</c>.</param>
/// <param name="Device">The node's device file: <c>/dev/nvme0n1</c>.</param>
/// <param name="Size">Bytes of the node's disk.</param>
/// <param name="Model">Model of the node's disk; empty: not known.</param>
/// <param name="Contents">What is on it now and would be lost; empty: nothing was found.</param>
/// <remarks>Texts are cut to <see cref="WireLimits.Label"/> bytes, <paramref name="Contents"/> to
/// <see cref="WireLimits.DiskContents"/>, when written.</remarks>
public sealed record DiskMapping(string Golden, string Device, long Size, string Model, string Contents)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Text(Golden, WireLimits.Label);
        writer.Text(Device, WireLimits.Label);
        writer.U63(Size);
        writer.Text(Model, WireLimits.Label);
        writer.Text(Contents, WireLimits.DiskContents);
    }

    internal static DiskMapping Read(ref WireReader reader) =>
        new(
            reader.Text("golden", WireLimits.Label),
            reader.Text("device", WireLimits.Label),
            reader.U63("size"),
            reader.Text("model", WireLimits.Label),
            reader.Text("contents", WireLimits.DiskContents)
        );
}

/// <summary>A reason against a plan, or a note about it.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Subject">What it is about: a program, a mount point, a device, a name. May be empty.</param>
/// <param name="Detail">More about it; with <see cref="FindingKind.Layout"/> and <see cref="FindingKind.Unreadable"/> a whole
/// sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Detail)
{
    /// <summary>A finding that is a sentence.</summary>
    public static Finding Said(FindingKind kind, string sentence) => new(kind, "", sentence);

    /// <summary>Kind, subject and detail as plain words, for messages of programs; people are shown the text of a
    /// reporter.</summary>
    public override string ToString() =>
        Detail.Length > 0 && Subject.Length == 0 ? Detail : $"{Kind.Word()} {Subject} {Detail}".TrimEnd();

    internal void Write(ref WireWriter writer)
    {
        writer.U8((byte)Kind);
        writer.Text(Subject, WireLimits.Subject);
        writer.Text(Detail, WireLimits.Detail);
    }

    internal static Finding Read(ref WireReader reader) =>
        new(
            (FindingKind)reader.Choice("kind", (byte)FindingKind.Layout, (byte)FindingKind.Kernel),
            reader.Text("subject", WireLimits.Subject),
            reader.Text("detail", WireLimits.Detail)
        );
}

/// <summary>The kinds of a <see cref="Finding"/>.</summary>
public enum FindingKind : byte
{
    /// <summary>The planner's own sentence about disks, tables and file systems is the detail.</summary>
    Layout = 1,

    /// <summary>The program (subject) is not installed on this node.</summary>
    ProgramMissing = 2,

    /// <summary>The place where the clone is to be mounted is in use: the detail says by what.</summary>
    MountPointInUse = 3,

    /// <summary>The mount point (subject) is in this system's fstab, and is in the directory (detail) of the clone.</summary>
    InFstab = 4,

    /// <summary>No file system would be mounted at the place of the tree (subject).</summary>
    NoFileSystem = 5,

    /// <summary>The golden partition (subject) is not on a disk that is copied.</summary>
    NoPartition = 6,

    /// <summary>The device (detail) for the golden partition (subject) would not exist.</summary>
    NoDevice = 7,

    /// <summary>The device for the golden partition (subject) would be too small; the detail has both sizes.</summary>
    DeviceTooSmall = 8,

    /// <summary>The hook (subject) cannot run on this node; the detail says why.</summary>
    Hook = 9,

    /// <summary>The name given to this node (subject) is not a host name.</summary>
    HostName = 10,

    /// <summary>The plan or this machine cannot be read; the detail says why.</summary>
    Unreadable = 11,

    /// <summary>This node only receives.</summary>
    NotInstalling = 12,

    /// <summary>The kernel has no system call of that name (subject); the detail says what is needed.</summary>
    Kernel = 13,
}
