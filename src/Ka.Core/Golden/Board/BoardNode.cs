using System;
using System.Net;
using Ka.Figures;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>What a board knows of one node.</summary>
/// <param name="id">0: it only fetches the rescue so far.</param>
internal sealed class BoardNode(uint id, IPAddress address, BytePath host)
{
    private RateMeter _meter = new();

    public uint Id => id;

    public IPAddress Address => address;

    public NodeStage Stage { get; private set; } = NodeStage.Waiting;

    public uint Parent { get; private set; }

    /// <summary>In the chain, from 1; 0: in none, or it is not known.</summary>
    public uint Place { get; set; }

    public uint Round { get; private set; }

    public uint Repairs { get; set; }

    public uint Demotions { get; set; }

    public string Word { get; set; } = "";

    /// <summary>It hangs in the chain.</summary>
    public bool IsInChain { get; private set; }

    /// <summary>Nothing changes it any more.</summary>
    public bool HasVerdict => Stage is NodeStage.Done or NodeStage.Incomplete or NodeStage.Failed;

    /// <summary>It has consumed so much of what was sent, in bytes.</summary>
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

    /// <summary>The node begins a step. The numbered steps of a receiving node are those of its preparation.</summary>
    public void Begin(Step step)
    {
        Word = StepText.Describe(step);
        if (step.Count == 0)
            return;
        if (Stage == NodeStage.Receiving)
            Reach(NodeStage.Preparing);
        (Step, Steps) = (step.Index, step.Count);
    }

    public void Note(NodeFigures figures, TimeSpan at)
    {
        (Position, Received) = (figures.PlainBytes, figures.Received);
        _meter.Add(at, figures.PlainBytes);
    }

    /// <param name="furthest">Position of the node that is furthest.</param>
    /// <param name="expected">Length of all that is sent; null: not known.</param>
    public BoardRow Row(long furthest, long? expected)
    {
        var isReceiving = Stage == NodeStage.Receiving;
        return new BoardRow
        {
            Node = id,
            Address = address,
            Host = host,
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
            Left = isReceiving && expected is { } all && _meter.TimeFor(Math.Max(0, all - Position)) is { } left ? (long)left.TotalSeconds : null,
            Repairs = Repairs,
            Demotions = Demotions,
            Word = Word,
        };
    }
}
