using System;
using Ka.Linux;

namespace Ka.Wire;

/// <summary>The state of a run at one moment, as its board shows it; its <see cref="NodeRow"/>s follow.</summary>
public sealed record RunSummary : ControlMessage
{
    public override MessageType Type => MessageType.RunSummary;

    public BytePath Session { get; init; }

    public RunPhase Phase { get; init; } = RunPhase.Gathering;

    /// <summary>Rows that follow; at most <see cref="WireLimits.NodeRows"/>.</summary>
    public ushort Rows { get; init; }

    /// <summary>The round that runs, or ran last, from 1; 0 before the first.</summary>
    public uint Round { get; init; }

    /// <summary>Nodes that the first round waits for.</summary>
    public uint Expected { get; init; }

    /// <summary>Nodes that are done.</summary>
    public uint Done { get; init; }

    /// <summary>The number of nodes that failed, are gone, or do not fit the plan.</summary>
    public uint Failed { get; init; }

    /// <summary>Number of times that a node lost its parent and was given one again.</summary>
    public uint Repairs { get; init; }

    /// <summary>Number of times that a slow node was moved or left behind.</summary>
    public uint Demotions { get; init; }

    /// <summary>Since the round began; whole milliseconds.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Plain bytes that the producer has given so far.</summary>
    public long Bytes { get; init; }

    /// <summary>Plain bytes that the producer will have given in the end; null: not known.</summary>
    public long? ExpectedBytes { get; init; }

    /// <summary>Plain bytes that the slowest living node has consumed.</summary>
    public long SlowestBytes { get; init; }

    /// <summary>Sealed bytes that <see cref="Bytes"/> became on the wire.</summary>
    public long SealedBytes { get; init; }

    /// <summary>Bytes a second of the slowest.</summary>
    public long Rate { get; init; }

    /// <summary>Seconds until it has consumed everything, at this rate; null: not known.</summary>
    public long? Left { get; init; }

    /// <summary>The outcome in words; empty while the run lasts.</summary>
    public string Outcome { get; init; } = "";

    internal override void Write(ref WireWriter writer)
    {
        writer.Name(Session.Bytes, WireLimits.SessionName);
        writer.U8((byte)Phase);
        writer.U16(Rows);
        writer.U32(Round);
        writer.U32(Expected);
        writer.U32(Done);
        writer.U32(Failed);
        writer.U32(Repairs);
        writer.U32(Demotions);
        writer.Milliseconds(Elapsed);
        writer.U63(Bytes);
        writer.Perhaps(ExpectedBytes);
        writer.U63(SlowestBytes);
        writer.U63(SealedBytes);
        writer.U63(Rate);
        writer.Perhaps(Left);
        writer.Reason(Outcome);
    }

    internal static RunSummary Read(ref WireReader reader) =>
        new()
        {
            Session = reader.Name("session", WireLimits.SessionName),
            Phase = (RunPhase)reader.Choice("phase", (byte)RunPhase.Gathering, (byte)RunPhase.Restarting),
            Rows = (ushort)reader.Count("rows", WireLimits.NodeRows),
            Round = reader.U32("round"),
            Expected = reader.U32("expected"),
            Done = reader.U32("done"),
            Failed = reader.U32("failed"),
            Repairs = reader.U32("repairs"),
            Demotions = reader.U32("demotions"),
            Elapsed = reader.Milliseconds("elapsed"),
            Bytes = reader.U63("bytes"),
            ExpectedBytes = reader.Perhaps("expected bytes"),
            SlowestBytes = reader.U63("slowest bytes"),
            SealedBytes = reader.U63("sealed bytes"),
            Rate = reader.U63("rate"),
            Left = reader.Perhaps("left"),
            Outcome = reader.Reason("outcome"),
        };
}

/// <summary>The phase of a run.</summary>
public enum RunPhase : byte
{
    Gathering = 1,

    /// <summary>Every node has judged the plan, and the operator is asked.</summary>
    Asking = 2,

    /// <summary>Disks are made.</summary>
    Making = 3,

    Sending = 4,

    Ended = 5,

    /// <summary>Every node has its verdict, and the first boots of the clones are awaited.</summary>
    Restarting = 6,
}
