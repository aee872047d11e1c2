using System;
using System.Net;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>A node as the golden node's I/O knows it; what is decided about it, the coordinator knows.</summary>
internal sealed class GoldenNode(uint id, BytePath host, Connection connection, int joinedFor)
{
    private long _receipted;

    public uint Id { get; } = id;

    public BytePath Host { get; } = host;

    public Connection Connection { get; } = connection;

    /// <summary>The first round that it can be in, from 1.</summary>
    public int JoinedFor { get; } = joinedFor;

    /// <summary>That it joined was told.</summary>
    public bool IsAnnounced { get; set; }

    public IPAddress Address => Connection.Remote.Address;

    /// <summary>What it is made of; null: it did not say.</summary>
    public Inventory? Inventory { get; set; }

    /// <summary>What it said of the plan; null: nothing yet.</summary>
    public PlanJudged? Judged { get; set; }

    /// <summary>What it said it has consumed.</summary>
    public long PlainBytes { get; set; }

    /// <summary>End of the sealed bytes that it said it holds.</summary>
    public long Received { get; set; }

    /// <summary>It gave its receipt.</summary>
    public bool HasReceipt { get; private set; }

    /// <summary>It was told its verdict.</summary>
    public bool IsReleased { get; set; }

    public bool IsGone { get; set; }

    /// <summary>That it is gone was told.</summary>
    public bool IsLost { get; set; }

    /// <summary>When it said something last.</summary>
    public TimeSpan HeardAt { get; set; }

    /// <summary>The round it was started in last, from 1; 0: none.</summary>
    public int Round { get; private set; }

    /// <summary>It consumed a stream. Its last status may have been before the end of it.</summary>
    public void Add(Receipt receipt)
    {
        HasReceipt = true;
        _receipted += receipt.PlainLength;
        PlainBytes = Math.Max(PlainBytes, _receipted);
    }

    public void Begin(int round)
    {
        Round = round;
        _receipted = 0;
        (PlainBytes, Received) = (0, 0);
        HasReceipt = false;
    }
}
