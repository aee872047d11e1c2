using System;
using System.Collections.Generic;
using Ka.Coordination;

namespace Ka.TestKit.Simulation;

/// <summary>A room and what will happen in it. The stream is counted in cells: a cell is what one transfer moves, and one
/// position.</summary>
public sealed record SimPlan
{
    public int Seed { get; init; }

    public int Nodes { get; init; } = 4;

    /// <summary>Length of the sealed stream.</summary>
    public int Cells { get; init; } = 200;

    /// <summary>What a node's window holds.</summary>
    public int Window { get; init; } = 32;

    /// <summary>What lies in the sockets of one hop.</summary>
    public int InFlight { get; init; } = 4;

    public TimeSpan CellTime { get; init; } = TimeSpan.FromMilliseconds(5);

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(0.2);

    /// <summary>What a consumer needs for a cell.</summary>
    public TimeSpan ConsumeTime { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Sometimes a consumer needs this part of it more, sometimes less.</summary>
    public double Jitter { get; init; }

    /// <summary>Machines differ: each one's disk and each one's link is slower by a factor between 1 and this.</summary>
    public double Unevenness { get; init; } = 1;

    /// <summary>From the last byte to the receipt (sync, and every step after it).</summary>
    public TimeSpan FinishTime { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The nodes come within this.</summary>
    public TimeSpan JoinTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>So many of the nodes come late, within <see cref="LateTime"/>; the run does not wait for them.</summary>
    public int LateNodes { get; init; }

    /// <summary>See <see cref="LateNodes"/>.</summary>
    public TimeSpan LateTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Somebody says go this long after the nodes had time to come.</summary>
    public TimeSpan GoAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the golden node's disk needs for a cell.</summary>
    public TimeSpan ProduceTime { get; init; }

    /// <summary>Events that may wait for the golden node's terminal.</summary>
    public int OutputCapacity { get; init; } = 10_000;

    /// <summary>What was lost in a cut is sent again only some time after it, as TCP does.</summary>
    public bool RetransmitsLate { get; init; }

    /// <summary>The run installs; null: it only sends.</summary>
    public SimInstall? Install { get; init; }

    public Deadlines Deadlines { get; init; } = Deadlines.Standard;

    public IReadOnlyList<SimFault> Faults { get; init; } = [];

    /// <summary>A run that takes longer hangs.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What the run takes when nothing happens and all machines are alike, roughly.</summary>
    public TimeSpan Undisturbed =>
        JoinTime
        + Cells * CellTime
        + Nodes * (2 * Latency + CellTime)
        + Math.Max(0, Cells - Window) * NotNegative(ConsumeTime - CellTime)
        + FinishTime;

    private static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
