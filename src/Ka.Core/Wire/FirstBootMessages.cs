using System;
using System.Collections.Generic;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The golden node waits until this node has booted as a clone: the clone reports it once, with the
/// <see cref="BootReport"/>. Sent before <see cref="Proceed"/>.</summary>
/// <param name="Session">The session that the clone asks for; no other node has it.</param>
/// <param name="Secret">What it proves there instead of the token. It opens no other session.</param>
/// <param name="Seconds">Time for which the clone tries.</param>
public sealed record BootAwaited(BytePath Session, Bytes32 Secret, uint Seconds) : ControlMessage
{
    public override MessageType Type => MessageType.BootAwaited;

    internal override void Write(ref WireWriter writer)
    {
        writer.Name(Session, WireLimits.SessionName);
        writer.Bytes32(Secret);
        writer.U32(Seconds);
    }

    internal static BootAwaited Read(ref WireReader reader) =>
        new(reader.Name("session", WireLimits.SessionName), reader.Bytes32("secret"), reader.U32("seconds"));
}

/// <summary>A clone has booted from its own disk, and this is its state. Follows the proof of its own secret, once.</summary>
public sealed record BootReport : ControlMessage
{
    /// <summary>Its host name.</summary>
    public required BytePath Host { get; init; }

    /// <summary>Release of the running kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>UUID of the file system that is mounted on <c>/</c>; empty: not known.</summary>
    public required string RootUuid { get; init; }

    /// <summary>Empty: it has none.</summary>
    public required string MachineId { get; init; }

    /// <summary>Units or services that failed to start; at most <see cref="WireLimits.BootUnits"/>.</summary>
    public required IReadOnlyList<string> FailedUnits { get; init; }

    /// <summary>Its Ethernet cards; at most <see cref="WireLimits.Interfaces"/>.</summary>
    public required IReadOnlyList<BootInterface> Interfaces { get; init; }

    /// <summary>Its public SSH host keys, each <c>ssh-ed25519 AAAA...</c>; at most <see cref="WireLimits.BootKeys"/>.</summary>
    public required IReadOnlyList<string> HostKeys { get; init; }

    public override MessageType Type => MessageType.BootReport;

    /// <summary>Compares by contents, the lists' too.</summary>
    public bool Equals(BootReport? other) =>
        other is not null && ControlFrame.Encode(this).AsSpan().SequenceEqual(ControlFrame.Encode(other));

    public override int GetHashCode() => HashCode.Combine(Host, Kernel, RootUuid, MachineId, HostKeys.Count);

    internal override void Write(ref WireWriter writer)
    {
        writer.Name(Host, WireLimits.HostName);
        writer.Text(Kernel, WireLimits.Subject);
        writer.Text(RootUuid, WireLimits.Label);
        writer.Text(MachineId, WireLimits.Label);
        Write(ref writer, FailedUnits, WireLimits.BootUnits, WireLimits.Subject);
        writer.Count(Interfaces.Count, WireLimits.Interfaces);
        foreach (var card in Interfaces)
            card.Write(ref writer);
        Write(ref writer, HostKeys, WireLimits.BootKeys, WireLimits.BootKey);
    }

    internal static BootReport Read(ref WireReader reader)
    {
        var (host, kernel) = (reader.Name("host", WireLimits.HostName), reader.Text("kernel", WireLimits.Subject));
        var (root, machine) = (reader.Text("root", WireLimits.Label), reader.Text("machine id", WireLimits.Label));
        var units = Read(ref reader, "failed units", WireLimits.BootUnits, WireLimits.Subject);
        var interfaces = new BootInterface[reader.Count("interfaces", WireLimits.Interfaces)];
        for (var i = 0; i < interfaces.Length; i++)
            interfaces[i] = BootInterface.Read(ref reader);
        return new BootReport
        {
            Host = host,
            Kernel = kernel,
            RootUuid = root,
            MachineId = machine,
            FailedUnits = units,
            Interfaces = interfaces,
            HostKeys = Read(ref reader, "host keys", WireLimits.BootKeys, WireLimits.BootKey),
        };
    }

    private static void Write(ref WireWriter writer, IReadOnlyList<string> texts, int most, int limit)
    {
        writer.Count(texts.Count, most);
        foreach (var text in texts)
            writer.Text(text, limit);
    }

    private static string[] Read(ref WireReader reader, string field, int most, int limit)
    {
        var texts = new string[reader.Count(field, most)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.Text(field, limit);
        return texts;
    }
}

/// <summary>The answer to a <see cref="BootReport"/>: the golden node has it, and the clone forgets its secret.</summary>
public sealed record BootReportTaken : ControlMessage
{
    public override MessageType Type => MessageType.BootReportTaken;

    internal override void Write(ref WireWriter writer) { }
}
