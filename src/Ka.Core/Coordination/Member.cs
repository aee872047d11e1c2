using System;
using System.Collections.Generic;
using System.Net;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What the <see cref="Coordinator"/> knows of a node; the golden node is one too, with id 0, at the head of the
/// line.</summary>
internal sealed class Member(uint node, BytePath host, IPEndPoint address, IPEndPoint golden)
{
    private static readonly IPEndPoint s_nowhere = new(IPAddress.Any, 0);

    public uint Node { get; } = node;

    public BytePath Host { get; } = host;

    public IPEndPoint Address { get; } = address;

    /// <summary>Where this node finds the golden node.</summary>
    public IPEndPoint Golden { get; } = golden;

    public bool IsGolden => Node == 0;

    /// <summary>The golden node. Its address is another for each node: <see cref="Golden"/>.</summary>
    public static Member OfGolden() => new(0, default, s_nowhere, s_nowhere);

    /// <summary>Neighbours in the line; owned by <see cref="ChainLine"/>.</summary>
    public Member? Previous { get; set; }

    public Member? Next { get; set; }

    /// <summary>It is part of the chain: others may hang on it.</summary>
    public bool InLine => Previous is not null || IsGolden;

    /// <summary>It waits for a round, or is in one. Not while it still puts away the last one.</summary>
    public bool IsReady { get; set; } = true;

    /// <summary>The last round it was in, from 1; 0 before the first.</summary>
    public int Round { get; set; }

    public int TimesLeftBehind { get; set; }

    /// <summary>Means something in a run that installs.</summary>
    public InstallStage Install { get; set; }

    public TimeSpan JudgingSince { get; set; }

    /// <summary>The step that it reported last, and when it began; null: none since it may erase its disks.</summary>
    public Step? LastStep { get; set; }

    public TimeSpan SteppedAt { get; set; }

    /// <summary>Why the plan does not fit.</summary>
    public string Misfit { get; set; } = "";

    /// <summary>Its verdict once every step after the streams has succeeded: what the streams say.</summary>
    public (Verdict Verdict, string Reason) Proved { get; set; }

    /// <summary>It said that every step after the streams succeeded.</summary>
    public bool IsInstalled { get; set; }

    public TimeSpan HeardAt { get; set; }

    public TimeSpan SentAt { get; set; }

    public Status? Status { get; set; }

    /// <summary>Whom it was ordered to attach to last. Not <see cref="Previous"/> only while it tries one further up.</summary>
    public Member? Parent { get; set; }

    public uint Epoch { get; set; }

    public TimeSpan OrderedAt { get; set; }

    /// <summary>It said that it is fed under the last order.</summary>
    public bool Attached { get; set; }

    /// <summary>Since when nothing has come although its parent has more, and where it stood then.</summary>
    public TimeSpan? StuckSince { get; set; }

    public long StuckAt { get; set; }

    public Pace Pace { get; private set; } = new();

    /// <summary>What it has cost the others by being slow, lately.</summary>
    public TimeSpan Cost { get; set; }

    /// <summary>It was moved to the end because it is slow.</summary>
    public bool IsDemoted { get; set; }

    /// <summary>The largest position it is known to have had when it lost a parent.</summary>
    public long Position { get; set; }

    /// <summary>Attempts at this parent that brought nothing.</summary>
    public int Tries { get; set; }

    /// <summary>Ancestors tried since it was last fed.</summary>
    public int Climbs { get; set; }

    /// <summary>How often its child went on elsewhere although it lives.</summary>
    public int Accusations { get; set; }

    /// <summary>End of the sealed stream, when it holds all of it.</summary>
    public long? End { get; set; }

    public Dictionary<uint, Receipt> Receipts { get; } = [];

    /// <summary>Why it cannot be done any more.</summary>
    public string? Failure { get; set; }

    /// <summary>Forgets the round it was in; what it says until it is ready is of that one.</summary>
    public void StartOver()
    {
        IsReady = false;
        Status = null;
        Parent = null;
        Epoch = 0;
        Attached = false;
        Pace = new Pace();
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
    }

    /// <summary>It was told its last word.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Its last word, which nothing changes.</summary>
    public Verdict? Verdict { get; private set; }

    public string Reason { get; private set; } = "";

    public void Conclude(Verdict verdict, string reason)
    {
        Verdict = verdict;
        Reason = reason;
    }
}
