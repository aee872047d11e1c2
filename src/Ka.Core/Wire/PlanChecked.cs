using System;
using System.Collections.Generic;

namespace Ka.Wire;

/// <summary>A node's verdict on a plan, from its own disks, firmware, memory and programs. Nothing was touched.</summary>
/// <param name="Plan">SHA-256 of the plan that was judged.</param>
/// <param name="Disks">The node's disks that the plan would erase; none when it does not fit.</param>
/// <param name="HostName">The host name that the plan gives to this node; empty: none.</param>
/// <param name="Reasons">Why the plan cannot be carried out; none when it fits.</param>
/// <param name="Notes">Findings for the operator that do not hinder the plan.</param>
/// <remarks>Each list holds at most <see cref="WireLimits.VerdictDisks"/> or <see cref="WireLimits.Findings"/> entries; of more
/// the first are sent.</remarks>
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
        var disks = Math.Min(Disks.Count, WireLimits.VerdictDisks);
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
        var disks = new DiskMapping[reader.Count("disks", WireLimits.VerdictDisks)];
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
