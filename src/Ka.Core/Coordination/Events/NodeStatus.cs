using System;
using System.Collections.Generic;
using Ka.Formatting;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination.Events;

/// <summary>The status of one node in a <see cref="RunStatus"/>.</summary>
/// <param name="name">With id 0, the node only fetches the rescue so far.</param>
internal sealed class NodeStatus(NodeIdentity name)
{
    private RateMeter _meter = new();

    public NodeIdentity Name => name;

    public NodeStage Stage { get; private set; } = NodeStage.Waiting;

    public uint Parent { get; private set; }

    /// <summary>Place in the chain, from 1; 0: in none, or not known.</summary>
    public uint Place { get; set; }

    public uint Round { get; private set; }

    public uint Repairs { get; set; }

    public uint Demotions { get; set; }

    public string Word { get; set; } = "";

    /// <summary>Its hardware addresses, as far as it has reported them.</summary>
    public IReadOnlyList<MacAddress> Macs { get; set; } = [];

    /// <summary>True when the node is part of the chain.</summary>
    public bool IsInChain { get; private set; }

    /// <summary>True when the stage is final.</summary>
    public bool HasVerdict =>
        Stage is NodeStage.Done or NodeStage.Incomplete or NodeStage.Failed or NodeStage.Booted or NodeStage.NotBooted;

    /// <summary>Plain bytes that the node has consumed.</summary>
    public long Position { get; private set; }

    private long Received { get; set; }

    private ushort Step { get; set; }

    private ushort Steps { get; set; }

    public void Reach(NodeStage stage, string word = "")
    {
        Stage = stage;
        (Step, Steps) = (0, 0);
        if (stage is NodeStage.NextRound or NodeStage.Gone or NodeStage.Done or NodeStage.Incomplete or NodeStage.Failed)
            IsInChain = false;
        if (word.Length > 0)
            Word = word;
    }

    public void Begin(uint round)
    {
        Reach(NodeStage.Receiving);
        Round = round;
        (Position, Received) = (0, 0);
        _meter = new RateMeter();
    }

    public void Attach(uint parent)
    {
        Parent = parent;
        IsInChain = true;
    }

    /// <summary>Shows a step.</summary>
    public void BeginStep(Step begun)
    {
        Word = StepText.Describe(begun);
        if (begun.Count > 0)
            (Step, Steps) = (begun.Index, begun.Count);
    }

    public void Note(NodeProgress figures, TimeSpan at)
    {
        (Position, Received) = (figures.PlainBytes, figures.ReceivedBytes);
        _meter.Add(at, figures.PlainBytes);
    }

    /// <param name="furthest">Largest position of all nodes.</param>
    /// <param name="expected">Length of everything that is sent; null: not known.</param>
    public NodeRow Row(long furthest, long? expected)
    {
        var isReceiving = Stage == NodeStage.Receiving;
        return new NodeRow
        {
            Node = name.Id,
            Address = name.Address,
            Host = name.Host,
            Macs = Macs,
            Stage = Stage,
            Step = Step,
            Steps = Steps,
            Parent = Place > 0 ? Parent : 0,
            Place = Place,
            Round = Round,
            Position = Position,
            Received = Received,
            Rate = isReceiving && double.IsFinite(_meter.Rate) ? Math.Max(0, (long)_meter.Rate) : 0,
            Lag = isReceiving ? furthest - Position : 0,
            Left =
                isReceiving && expected is { } all && _meter.TimeFor(Math.Max(0, all - Position)) is { } left
                    ? (long)left.TotalSeconds
                    : null,
            Repairs = Repairs,
            Demotions = Demotions,
            Word = Word,
        };
    }
}
