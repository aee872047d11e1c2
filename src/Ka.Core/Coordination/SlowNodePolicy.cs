using System;
using System.Collections.Generic;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Limits the time that nodes with slow disks cost the others: docs/adr/0026-slow-nodes.md.</summary>
/// <remarks><para>A node is the bottleneck while its window is full because of its own consumer. First the windows absorb that.
/// What the others lose after that is the part of the time in which they could have gone on at their own speed. When that exceeds
/// a budget, the node is moved to the end of the chain, where fewer nodes wait for it; when that does not help, it is left to the
/// next round.</para>
/// <para>When all nodes are equally slow, no node costs the others anything.</para></remarks>
internal sealed class SlowNodePolicy(RoundState state, RepairPolicy repair, ReleasePolicy release, SlownessBudget budget)
{
    /// <summary>Time constant of the exponential decay of a node's cost: occasional slowness is forgiven.</summary>
    private static readonly TimeSpan s_forgiveness = TimeSpan.FromSeconds(10);

    /// <summary>Multiple of the budget above which the uncertainty of one chunk no longer counts in favour of the node.</summary>
    private const int BeyondChance = 6;

    private readonly TimeSpan _startedAt = state.Pending.Now;

    /// <summary>To be called with each tick. Finds the nodes whose figures say something about them alone.</summary>
    /// <remarks>A node that looks for a parent or is silent holds up the nodes near it: those in front of it, which keep bytes
    /// for it (<see cref="Ack.Reach"/> of them), and those behind it, which wait for bytes. Only their figures are
    /// ignored.</remarks>
    public void OnTick()
    {
        List<NodeRecord> nodes = [.. state.Chain.Nodes()];
        var sinceRestless = int.MaxValue / 2;
        foreach (var node in nodes)
        {
            sinceRestless = IsRestless(node) ? 0 : sinceRestless + 1;
            Mark(node, sinceRestless > Ack.Reach);
        }
        sinceRestless = int.MaxValue / 2;
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            sinceRestless = IsRestless(nodes[i]) ? 0 : sinceRestless + 1;
            if (sinceRestless <= Ack.Reach)
                nodes[i].SettledSince = null;
        }
    }

    /// <summary>To be called with each status report of a node of the chain.</summary>
    public void OnStatus(NodeRecord node)
    {
        if (!IsMeasured(node) || state.AllReceived)
            return;
        var slowdown = EstimateSlowdown(node);
        var cost = node.Cost * Math.Exp(-node.Throughput.Interval / s_forgiveness) + slowdown.Lost;
        node.Cost = cost > TimeSpan.Zero ? cost : TimeSpan.Zero;
        var patience = node.IsDemoted ? budget.Patience / 2 : budget.Patience;
        if (slowdown.IsClear && node.Cost > patience && !KeepsUp(node, slowdown.Others, patience))
            Demote(node, slowdown);
    }

    // A node may have settled at any time since the last tick.
    private void Mark(NodeRecord node, bool isSettled) =>
        node.SettledSince = isSettled ? node.SettledSince ?? state.Pending.Now - Deadlines.TickInterval : null;

    private bool IsRestless(NodeRecord node) =>
        !node.Attached
        || node.Parent != node.Previous
        || state.Pending.Now - node.HeardAt >= state.Options.Deadlines.SignOfLife * 1.5;

    /// <summary>True when the last interval of a node's figures lies in a settled period.</summary>
    private static bool IsMeasured(NodeRecord node) =>
        node.SettledSince is { } since
        && node.Throughput.Interval > TimeSpan.Zero
        && node.Throughput.At - node.Throughput.Interval >= since;

    /// <summary>True when a node is about as fast as the others over the whole time that their figures go back; one interval may
    /// be chance. The chunk that it may be working on counts in its favour, until its cost is too high for that.</summary>
    private bool KeepsUp(NodeRecord node, double others, TimeSpan patience)
    {
        var doubt = node.Cost > patience * BeyondChance ? 0 : state.Options.Chunk;
        return node.Throughput.CanTakeAtMost(doubt) >= others * SlowdownEstimate.KeepsUp;
    }

    /// <summary>Estimates what the others lost because of a node in its last interval.</summary>
    private SlowdownEstimate EstimateSlowdown(NodeRecord node)
    {
        var figures = node.Throughput;
        if (figures.HeldByConsumer == TimeSpan.Zero || node.Failure is not null)
            return default;
        var others = Math.Min(OthersCanTake(node), Math.Max(figures.HasReceived, Median(ReceivingRates())));
        // Most of the others hold everything, and are kept because this node does not.
        var isAwaited = state.End is not null && node.End is null && state.Lacking * 2 <= state.Standing;
        if (isAwaited)
            return new SlowdownEstimate(figures.Interval, figures.Consumes, others);
        return node.Next is null && !IsAnyHeldBefore(node, others)
            ? default
            : new SlowdownEstimate(figures.HeldByConsumer, figures.Consumes, others);
    }

    /// <summary>True when the last node of the chain holds up a node in front of it. The nodes behind a slow node wait for it at
    /// once; behind the last one there is none, so others wait only when one of those that keep bytes for it has a full
    /// window.</summary>
    private static bool IsAnyHeldBefore(NodeRecord last, double others)
    {
        var node = last.Previous;
        for (var i = 0; i < Ack.Reach && node is not null; i++, node = node.Previous)
            if (IsMeasured(node) && node.Throughput.Receives < others * SlowdownEstimate.KeepsUp)
                return true;
        return false;
    }

    /// <summary>The median of the least rates that the consumers of the others could take, in bytes a second.</summary>
    private double OthersCanTake(NodeRecord node)
    {
        List<double> shown = [];
        var count = 0;
        foreach (var other in state.Chain.Nodes())
        {
            if (other == node || other.Failure is not null)
                continue;
            count++;
            if (other.Throughput.CanTakeAtLeast(state.Options.Chunk) is { } rate)
                shown.Add(rate);
        }
        return shown.Count * 2 < count ? 0 : Median(shown);
    }

    private void Demote(NodeRecord node, SlowdownEstimate slowdown)
    {
        var (parent, child) = (node.Previous!, node.Next);
        var isLeftBehind = node.IsDemoted || child is null;
        var decision = new SlowNodeDecision(
            node.Name,
            node.Round,
            state.Pending.Now - _startedAt,
            isLeftBehind,
            new Slowness(slowdown.Rate, slowdown.Others, node.Cost)
        );
        budget.Add(decision);
        node.Cost = TimeSpan.Zero;
        if (child is not null && !isLeftBehind)
        {
            node.IsDemoted = true;
            repair.MoveToEnd(node, node, decision.ToString(), NodeChange.Demotion);
            child.Climbs = 0;
            repair.Order(child, parent);
            return;
        }
        repair.Drop(node, $"too slow: {decision}", isOnlySlow: true);
        repair.CloseGap(parent, child);
        release.Settle();
    }

    private List<double> ReceivingRates()
    {
        List<double> rates = [];
        foreach (var node in state.Chain.Nodes())
            rates.Add(node.Throughput.HasReceived);
        return rates;
    }

    // Without LINQ, because each generic instance over a value type adds about 50 kB to the program.
    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? 0 : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
