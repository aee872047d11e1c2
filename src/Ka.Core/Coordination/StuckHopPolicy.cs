using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Detects a hop that is open but over which nothing comes although the parent has more and the child waits for it: some
/// device on the way loses the bytes. The child attaches again, and climbs when that does not help.</summary>
internal sealed class StuckHopPolicy(RoundState state, RepairPolicy repair)
{
    /// <summary>Share of the time that a starved node waits for its parent. Below it, something else holds the node up.</summary>
    private const double Starved = 0.5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>To be called with each tick, for each node of the chain.</summary>
    public void Check(NodeRecord node)
    {
        if (state.AllReceived || !IsDeprived(node))
        {
            node.StuckSince = null;
            return;
        }
        var position = node.Status!.ReceivedTo;
        if (node.StuckSince is not { } since || node.StuckAt != position)
        {
            (node.StuckSince, node.StuckAt) = (state.Pending.Now, position);
            return;
        }
        if (state.Pauses.SilenceSince(since, state.Pending.Now) < s_patience)
            return;
        node.StuckSince = null;
        node.Attached = false;
        var reason = $"nothing came for {s_patience.TotalSeconds:0} s, although there is more";
        repair.OnParentLost(node, new ParentLost(node.Epoch, position, ParentLossReason.Silent, 0, reason));
    }

    /// <summary>True when a node waits for a parent that has more. Both have reported it just now, so neither of them stands
    /// still.</summary>
    private bool IsDeprived(NodeRecord node) =>
        node.InLine
        && node.Attached
        && node.End is null
        && node.Parent!.InLine
        && HasReported(node)
        && HasReported(node.Parent)
        && node.Throughput.WaitedForParent > node.Throughput.Interval * Starved
        && node.Parent.Status!.ReceivedTo > node.Status!.ReceivedTo;

    private bool HasReported(NodeRecord node) =>
        node.Throughput.Interval > TimeSpan.Zero
        && state.Pending.Now - node.Throughput.At < state.Options.Deadlines.SignOfLife * 2;
}
