using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The golden node's record of a node: the only one there is. The golden node itself has one too, with id 0, at the head
/// of the chain.</summary>
internal sealed class NodeRecord(uint node, BytePath host, IPEndPoint address, IPEndPoint golden)
{
    private static readonly IPEndPoint s_nowhere = new(IPAddress.Any, 0);

    private long _receipted;

    public uint Node { get; } = node;

    public NodeIdentity Name { get; } = new(node, address.Address, host);

    /// <summary>Random number of its process, by which it is recognised when it comes back.</summary>
    public UInt128 Identity { get; init; }

    /// <summary>Address and data port, for its child.</summary>
    public IPEndPoint Address { get; } = address;

    /// <summary>Address and data port at which this node finds the golden node.</summary>
    public IPEndPoint Golden { get; } = golden;

    public bool IsGolden => Node == 0;

    /// <summary>Makes the record of the golden node. Its address differs for each node: <see cref="Golden"/>.</summary>
    public static NodeRecord OfGolden() => new(0, default, s_nowhere, s_nowhere);

    /// <summary>The stage of the node. Only <see cref="PendingActions.Reach"/> and the publisher of a verdict change
    /// it.</summary>
    public NodeStage Stage { get; set; } = NodeStage.Waiting;

    /// <summary>Neighbour towards the golden node; owned by <see cref="ChainTopology"/>.</summary>
    public NodeRecord? Previous { get; set; }

    public NodeRecord? Next { get; set; }

    /// <summary>True when the node is part of the chain; others may receive from it.</summary>
    public bool InLine => Previous is not null || IsGolden;

    /// <summary>false after <see cref="NextRound"/> until the node says <see cref="Ready"/>.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>Last round that it took part in, from 1; 0 before the first.</summary>
    public int Round { get; set; }

    /// <summary>Place in the chain when its round started, from 1.</summary>
    public uint Index { get; set; }

    public int TimesLeftBehind { get; set; }

    /// <summary>Why it was left behind the last time.</summary>
    public string LeftBehindBecause { get; set; } = "";

    /// <summary>Hardware; null: not reported.</summary>
    public Inventory? Inventory { get; set; }

    /// <summary>Verdict on the install plan; null: none yet.</summary>
    public PlanChecked? Judged { get; set; }

    /// <summary>Time at which the plan was sent.</summary>
    public TimeSpan JudgingSince { get; set; }

    /// <summary>True when the operator was asked about this node.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>Last step that was reported.</summary>
    public string LastStep { get; set; } = "";

    /// <summary>Time of the last step, receipt or consumed byte.</summary>
    public TimeSpan ProgressedAt { get; set; }

    /// <summary>Verdict and reason by the streams alone, while further steps are awaited.</summary>
    public (Verdict Verdict, string Reason) Proved { get; set; }

    /// <summary>The node reported that every step after the streams succeeded.</summary>
    public bool IsInstalled { get; set; }

    public TimeSpan HeardAt { get; set; }

    /// <summary>Begin of its connection.</summary>
    public TimeSpan ConnectedAt { get; set; }

    /// <summary>Its connection is not its first one.</summary>
    public bool IsBack { get; private set; }

    public TimeSpan SentAt { get; set; }

    public Status? Status { get; private set; }

    /// <summary>The parent in its last order. Differs from <see cref="Previous"/> only while it tries one further up.</summary>
    public NodeRecord? Parent { get; set; }

    /// <summary>Epoch of its last order.</summary>
    public uint Epoch { get; set; }

    public TimeSpan OrderedAt { get; set; }

    /// <summary>The node reported that it receives under its last order.</summary>
    public bool Attached { get; set; }

    /// <summary>Time since which nothing was received although the parent has more; null: something was.</summary>
    public TimeSpan? StuckSince { get; set; }

    /// <summary>Position at <see cref="StuckSince"/>.</summary>
    public long StuckAt { get; set; }

    public NodeThroughput Throughput { get; private set; } = new();

    /// <summary>Start of the current settled period; null: the node or a neighbour looks for a parent or is silent.</summary>
    public TimeSpan? SettledSince { get; set; }

    /// <summary>Time that the other nodes lost because of this node, with old losses decayed.</summary>
    public TimeSpan Cost { get; set; }

    /// <summary>The node was moved to the end of the chain for its slowness.</summary>
    public bool IsDemoted { get; set; }

    /// <summary>Largest position at which it lost a parent.</summary>
    public long Position { get; set; }

    /// <summary>Attempts at the current parent without result.</summary>
    public int Tries { get; set; }

    /// <summary>Ancestors tried since it received last.</summary>
    public int Climbs { get; set; }

    /// <summary>Times that its child went on at another parent although this node lives.</summary>
    public int Accusations { get; set; }

    /// <summary>End of the sealed stream; null: the node does not hold all of it.</summary>
    public long? End { get; set; }

    public Dictionary<uint, Receipt> Receipts { get; } = [];

    /// <summary>Plain bytes that its consumer took in this round.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>The reason why it cannot be done any more; null: it can.</summary>
    public string? Failure { get; set; }

    /// <summary>Final verdict; null: none yet.</summary>
    public Verdict? Verdict { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The verdict was sent, or waits in the release queue.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Time at which the verdict was sent; null: it was not.</summary>
    public TimeSpan? ReleasedAt { get; set; }

    /// <summary>The verdict was sent.</summary>
    public bool IsReleased => ReleasedAt is not null;

    /// <summary>Takes a status report. The golden node's own comes with each tick.</summary>
    public void Note(Status status, TimeSpan now)
    {
        if (Status is not { } last || status.Consumed != last.Consumed)
            ProgressedAt = now;
        Status = status;
        PlainBytes = Math.Max(PlainBytes, status.PlainBytes);
        Throughput.Note(status, now);
    }

    /// <summary>Takes a receipt. The last status report may be older than the end of the stream.</summary>
    public void Add(Receipt receipt)
    {
        if (Receipts.TryAdd(receipt.Stream, receipt))
            _receipted += receipt.PlainLength;
        PlainBytes = Math.Max(PlainBytes, _receipted);
    }

    /// <summary>The node has another connection. Its figures so far may have arrived late and together: they tell nothing about
    /// its speed.</summary>
    public void ComeBack(TimeSpan now)
    {
        (ConnectedAt, IsBack) = (now, true);
        Throughput = new NodeThroughput();
        SettledSince = null;
    }

    /// <summary>Forgets the round that the node was in.</summary>
    public void StartOver()
    {
        IsReady = false;
        Status = null;
        Parent = null;
        Epoch = 0;
        Attached = false;
        Throughput = new NodeThroughput();
        SettledSince = null;
        Cost = TimeSpan.Zero;
        IsDemoted = false;
        StuckSince = null;
        Position = 0;
        Tries = 0;
        Climbs = 0;
        Accusations = 0;
        End = null;
        IsInstalled = false;
        Receipts.Clear();
        (_receipted, PlainBytes) = (0, 0);
    }

    public void Conclude(Verdict verdict, string reason)
    {
        Verdict = verdict;
        Reason = reason;
    }
}
