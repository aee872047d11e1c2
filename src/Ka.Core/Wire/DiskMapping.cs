using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Wire;

/// <summary>A disk of a node, and the golden disk whose contents it would get.</summary>
/// <param name="Golden">The golden node's name for its disk: <c>sda</c>.</param>
/// <param name="Device">The node's device file: <c>/dev/nvme0n1</c>.</param>
/// <param name="Hardware">What the node's disk is.</param>
/// <param name="Now">What is on it now, and would be lost.</param>
/// <remarks>Texts are cut to <see cref="WireLimits.DiskText"/> bytes when written.</remarks>
public sealed record DiskMapping(string Golden, string Device, DiskHardware Hardware, DiskContents Now)
{
    internal void Write(ref WireWriter writer)
    {
        writer.Text(Golden, WireLimits.DiskText);
        writer.Text(Device, WireLimits.DiskText);
        Hardware.Write(ref writer);
        Now.Write(ref writer);
    }

    internal static DiskMapping Read(ref WireReader reader) =>
        new(
            reader.Text("golden", WireLimits.DiskText),
            reader.Text("device", WireLimits.DiskText),
            DiskHardware.Read(ref reader),
            DiskContents.Read(ref reader)
        );
}

/// <summary>What a disk is, in words that are on its label or in its connection. Empty: not known.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Transport">How the machine reaches it: <c>sata</c>, <c>nvme</c>, <c>fc</c>.</param>
public sealed record DiskHardware(long Size, string Transport, string Model, string Serial, string Wwn)
{
    internal void Write(ref WireWriter writer)
    {
        writer.U63(Size);
        writer.Text(Transport, WireLimits.DiskText);
        writer.Text(Model, WireLimits.DiskText);
        writer.Text(Serial, WireLimits.DiskText);
        writer.Text(Wwn, WireLimits.Label);
    }

    internal static DiskHardware Read(ref WireReader reader) =>
        new(
            reader.U63("size"),
            reader.Text("transport", WireLimits.DiskText),
            reader.Text("model", WireLimits.DiskText),
            reader.Text("serial", WireLimits.DiskText),
            reader.Text("wwn", WireLimits.Label)
        );
}

/// <summary>What is on a disk.</summary>
/// <param name="State">Whose data it is.</param>
/// <param name="System">The operating system, as far as its partitions tell.</param>
/// <param name="Used">Bytes of files on the file systems whose kind is known; null: on no such file system.</param>
/// <param name="Parts">Kinds of contents; at most <see cref="WireLimits.DiskParts"/> are sent.</param>
public sealed record DiskContents(DiskState State, DiskSystem System, long? Used, IReadOnlyList<DiskPart> Parts)
{
    /// <summary>Neither a table nor a signature was found.</summary>
    public static readonly DiskContents Nothing = new(DiskState.Empty, DiskSystem.Unknown, null, []);

    /// <summary>Equality by contents, those of the list included.</summary>
    public bool Equals(DiskContents? other) =>
        other is not null && (State, System, Used) == (other.State, other.System, other.Used) && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => HashCode.Combine(State, System, Used, Parts.Count);

    internal void Write(ref WireWriter writer)
    {
        writer.U8((byte)State);
        writer.U8((byte)System);
        writer.Perhaps(Used);
        var count = Math.Min(Parts.Count, WireLimits.DiskParts);
        writer.U16((ushort)count);
        for (var i = 0; i < count; i++)
        {
            writer.Text(Parts[i].Type, WireLimits.DiskPartType);
            writer.U16((ushort)Math.Clamp(Parts[i].Count, 0, ushort.MaxValue));
        }
    }

    internal static DiskContents Read(ref WireReader reader)
    {
        var state = (DiskState)reader.Choice("state", (byte)DiskState.Empty, (byte)DiskState.Other);
        var system = (DiskSystem)reader.Choice("system", (byte)DiskSystem.Unknown, (byte)DiskSystem.Esx);
        var used = reader.Perhaps("used");
        var parts = new DiskPart[reader.Count("parts", WireLimits.DiskParts)];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new DiskPart(reader.Text("type", WireLimits.DiskPartType), reader.U16("count"));
        return new DiskContents(state, system, used, parts);
    }
}

/// <summary>A kind of contents, and how often it is on a disk.</summary>
/// <param name="Type">What blkid(8) calls it (<c>ntfs</c>, <c>crypto_LUKS</c>, <c>LVM2_member</c>), or one of
/// <see cref="Unknown"/>, <see cref="Ambivalent"/> and <see cref="Unreadable"/>.</param>
public sealed record DiskPart(string Type, int Count)
{
    /// <summary>A partition without a signature that is known.</summary>
    public const string Unknown = "unknown";

    /// <summary>Several signatures, each of which could be valid.</summary>
    public const string Ambivalent = "ambivalent";

    /// <summary>It could not be read.</summary>
    public const string Unreadable = "unreadable";
}

/// <summary>Whose data is on a disk.</summary>
public enum DiskState : byte
{
    /// <summary>Nothing was found on it.</summary>
    Empty = 1,

    /// <summary>A clone of this golden node: its partition table and its identifiers.</summary>
    Clone = 2,

    /// <summary>Another system, or data.</summary>
    Other = 3,
}

/// <summary>The operating system of a disk that is no clone.</summary>
public enum DiskSystem : byte
{
    /// <summary>Its partitions do not tell.</summary>
    Unknown = 1,

    Windows = 2,

    MacOs = 3,

    Esx = 4,
}

/// <summary>Which disks a plan may erase.</summary>
public enum DiskAcceptance : byte
{
    /// <summary>Whatever is on them.</summary>
    Any = 1,

    /// <summary>Clones of this golden node, and empty ones.</summary>
    Clones = 2,

    /// <summary>Empty ones.</summary>
    Empty = 3,
}
