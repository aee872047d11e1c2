using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The state of a node at one moment, as a run's board shows it.</summary>
public sealed record NodeRow : ControlMessage
{
    public override MessageType Type => MessageType.NodeRow;

    /// <summary>Its id in the run; 0: it has none yet.</summary>
    public uint Node { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>Its host name.</summary>
    public BytePath Host { get; init; }

    /// <summary>Hardware addresses of its interfaces, as far as it has reported them; at most
    /// <see cref="WireLimits.Interfaces"/>.</summary>
    public IReadOnlyList<MacAddress> Macs { get; init; } = [];

    public NodeStage Stage { get; init; } = NodeStage.Waiting;

    /// <summary>The number of the current step of <see cref="Steps"/>, from 1; 0: it has reported no steps.</summary>
    public ushort Step { get; init; }

    public ushort Steps { get; init; }

    /// <summary>The id of its parent; 0: the golden node, or none when <see cref="Place"/> is 0.</summary>
    public uint Parent { get; init; }

    /// <summary>The node's place in the chain, from 1; 0: it is in no chain.</summary>
    public uint Place { get; init; }

    /// <summary>The last round it was in, from 1; 0: none.</summary>
    public uint Round { get; init; }

    /// <summary>Bytes that it consumed in this round.</summary>
    public long Position { get; init; }

    /// <summary>End of the sealed bytes that it holds.</summary>
    public long Received { get; init; }

    /// <summary>Bytes a second that it consumes.</summary>
    public long Rate { get; init; }

    /// <summary>Bytes by which it is behind the node that is furthest.</summary>
    public long Lag { get; init; }

    /// <summary>Seconds until it has consumed everything, at this rate; null: not known.</summary>
    public long? Left { get; init; }

    /// <summary>Number of times that it lost its parent.</summary>
    public uint Repairs { get; init; }

    /// <summary>Number of times that it was moved or left behind because it was slow.</summary>
    public uint Demotions { get; init; }

    /// <summary>The last message about it.</summary>
    public string Word { get; init; } = "";

    /// <summary>Compares by contents, the list's too.</summary>
    public bool Equals(NodeRow? other) =>
        other is not null && ControlFrame.Encode(this).AsSpan().SequenceEqual(ControlFrame.Encode(other));

    public override int GetHashCode() => HashCode.Combine(Node, Address, Stage, Position);

    internal override void Write(ref WireWriter writer)
    {
        writer.U32(Node);
        writer.Address(Address);
        writer.Name(Host.Bytes, WireLimits.HostName);
        writer.Count(Macs.Count, WireLimits.Interfaces);
        foreach (var mac in Macs)
            writer.Mac(mac);
        writer.U8((byte)Stage);
        writer.U16(Step);
        writer.U16(Steps);
        writer.U32(Parent);
        writer.U32(Place);
        writer.U32(Round);
        writer.U63(Position);
        writer.U63(Received);
        writer.U63(Rate);
        writer.U63(Lag);
        writer.Perhaps(Left);
        writer.U32(Repairs);
        writer.U32(Demotions);
        writer.Reason(Word);
    }

    internal static NodeRow Read(ref WireReader reader) =>
        new()
        {
            Node = reader.U32("node"),
            Address = reader.Address("address"),
            Host = reader.Name("host", WireLimits.HostName),
            Macs = ReadMacs(ref reader),
            Stage = (NodeStage)reader.Choice("stage", (byte)NodeStage.Booting, (byte)NodeStage.NotBooted),
            Step = reader.U16("step"),
            Steps = reader.U16("steps"),
            Parent = reader.U32("parent"),
            Place = reader.U32("place"),
            Round = reader.U32("round"),
            Position = reader.U63("position"),
            Received = reader.U63("received"),
            Rate = reader.U63("rate"),
            Lag = reader.U63("lag"),
            Left = reader.Perhaps("left"),
            Repairs = reader.U32("repairs"),
            Demotions = reader.U32("demotions"),
            Word = reader.Reason("word"),
        };

    private static MacAddress[] ReadMacs(ref WireReader reader)
    {
        var macs = new MacAddress[reader.Count("macs", WireLimits.Interfaces)];
        for (var i = 0; i < macs.Length; i++)
            macs[i] = reader.Mac("macs");
        return macs;
    }
}
