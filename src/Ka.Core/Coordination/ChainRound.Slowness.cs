using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Nobody waits long for one whose disk cannot keep up.</summary>
/// <remarks><para>A node drags when it is the place where the stream is held: its window is full because of its own consumer.
/// First its window absorbs that, and nobody notices. What the others lose then is the part of that time in which they
/// could have gone on, had they gone as fast as they can. As soon as that is too much, the node is moved to the end of the chain, where
/// fewer wait for it; when that does not help, it is left to the next round.</para>
/// <para>When all are as slow, nobody loses anything by one of them.</para></remarks>
internal sealed partial class ChainRound
{
    /// <summary>What was lost so long ago counts for an e-th: one that drags now and then is not one that drags.</summary>
    private static readonly TimeSpan s_forgiveness = TimeSpan.FromSeconds(10);

    /// <summary>What costs so many times what is borne of one node is no chance.</summary>
    private const int BeyondChance = 6;

    /// <summary>Everybody is fed by the one before him, and has said so lately.</summary>
    /// <remarks>While somebody stands still, is dead, or looks for a parent, others wait for him, and nobody's figures say what he
    /// can do.</remarks>
    private bool _isCalm;

    /// <summary>Or a bit earlier.</summary>
    private TimeSpan _calmSince;

    /// <summary>Call with each tick.</summary>
    private void CheckCalm()
    {
        var isCalm = _line.Nodes().All(member =>
            member.Attached && member.Parent == member.Previous && _outbox.Now - member.HeardAt < _deadlines.SignOfLife * 1.5);
        if (isCalm && !_isCalm)
            _calmSince = _outbox.Now - Deadlines.TickInterval;
        _isCalm = isCalm;
    }

    /// <summary>Its last interval says something of it alone: it lies in the calm.</summary>
    private bool IsOfCalm(Pace pace) => pace.Interval > TimeSpan.Zero && pace.At - pace.Interval >= _calmSince;

    /// <summary>Call with each status.</summary>
    private void CheckPace(Member member)
    {
        if (!_isCalm || !IsOfCalm(member.Pace) || AllReceived)
            return;
        var drag = FindDrag(member);
        var cost = member.Cost * Math.Exp(-member.Pace.Interval / s_forgiveness) + drag.Lost;
        member.Cost = cost > TimeSpan.Zero ? cost : TimeSpan.Zero;
        var patience = member.IsDemoted ? _lost.Patience / 2 : _lost.Patience;
        if (drag.IsClear && member.Cost > patience && !IsOneOfThem(member, drag.Others, patience))
            Demote(member, drag);
    }

    /// <summary>One interval may be chance: it must have been slow for as long as the others' figures go back, too. What it may have
    /// done of a chunk beyond what is counted speaks for it, until it has cost too much for that.</summary>
    private bool IsOneOfThem(Member member, double others, TimeSpan patience)
    {
        var doubt = member.Cost > patience * BeyondChance ? 0 : _chunk;
        return member.Pace.CanTakeAtMost(doubt) >= others * Drag.KeepsUp;
    }

    /// <summary>What the others lost by this node in its last interval.</summary>
    private Drag FindDrag(Member member)
    {
        var pace = member.Pace;
        if (pace.HeldByConsumer == TimeSpan.Zero || member.Failure is not null)
            return default;
        var others = Math.Min(OthersCanTake(member), Math.Max(pace.HasReceived, Median(ReceivingRates())));
        var isAwaited = _end is not null && member.End is null && _lacking * 2 <= _standing;
        // Most of the others hold everything, and are kept because this one does not.
        if (isAwaited)
            return new Drag(pace.Interval, pace.Consumes, others);
        return member.Next is null && !IsAnyHeldBefore(member, others) ? default : new Drag(pace.HeldByConsumer, pace.Consumes, others);
    }

    /// <summary>Those after a node wait for it at once. After the last one there is nobody: others wait when one of those before it that
    /// keep bytes for it has no room for more, and cannot go on as it could.</summary>
    private bool IsAnyHeldBefore(Member last, double others)
    {
        var member = last.Previous;
        for (var i = 0; i < Ack.Reach && member is not null; i++, member = member.Previous)
            if (IsOfCalm(member.Pace) && member.Pace.Receives < others * Drag.KeepsUp)
                return true;
        return false;
    }

    /// <summary>What the others' consumers could take at least: the median.</summary>
    private double OthersCanTake(Member member)
    {
        var others = _line.Nodes().Where(other => other != member && other.Failure is null).ToList();
        List<double> shown = [];
        foreach (var other in others)
            if (other.Pace.CanTakeAtLeast(_chunk) is { } rate)
                shown.Add(rate);
        return shown.Count * 2 < others.Count ? 0 : Median(shown);
    }

    private void Demote(Member member, Drag drag)
    {
        var (parent, child) = (member.Previous!, member.Next);
        var isLeftBehind = member.IsDemoted || child is null;
        var demotion = new Demotion(
            member.Node, member.Address.Address, member.Round, _outbox.Now - _startedAt, isLeftBehind, drag.Rate, drag.Others, member.Cost);
        _lost.Add(demotion);
        member.Cost = TimeSpan.Zero;
        if (child is not null && !isLeftBehind)
        {
            member.IsDemoted = true;
            MoveToEnd(member, member, demotion.ToString(), NodeChange.Demotion);
            child.Climbs = 0;
            Order(child, parent);
            return;
        }
        Drop(member, $"too slow: {demotion}", isOnlySlow: true);
        CloseGap(parent, child);
        Settle();
    }

    private List<double> ReceivingRates()
    {
        List<double> rates = [];
        foreach (var node in _line.Nodes())
            rates.Add(node.Pace.HasReceived);
        return rates;
    }

    // By hand, not by LINQ, as wherever values are made of values: each such type costs the program 50 kB.
    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
