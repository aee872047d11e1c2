using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Decides which node receives from which while nodes are lost.</summary>
/// <remarks><para>The chain says which node stands behind which. A node that loses its parent for good goes on at the node in
/// front of that parent.</para>
/// <para>A node that cannot go on at a living parent (the bytes it needs are gone there, or there is no way to it) climbs: it
/// tries the nodes further up. The chain stays as it is until one of them has accepted it. The nodes that were passed over then
/// move to the end of the chain, as a piece, where they wait for bytes that they may already have. So a node that can reach no
/// other displaces none.</para></remarks>
/// <param name="epoch">Last epoch of the round before; an epoch is never used twice.</param>
internal sealed class RepairPolicy(RoundState state, ReleasePolicy release, uint epoch)
{
    /// <summary>Ancestors that a node tries before the golden node itself.</summary>
    private const int MostClimbs = 3;

    /// <summary>Times that a node may be passed over; then it is taken for the cause. This bounds the number of moves, whatever
    /// cannot reach whatever.</summary>
    private const int MostAccusations = 2;

    /// <summary>Times that a connection which served may break before a byte came over it.</summary>
    private const int MostBreaks = 4;

    /// <summary>Nodes that hold everything and need a parent only to report it.</summary>
    private readonly HashSet<NodeRecord> _parked = [];

    /// <summary>Nodes that try another parent than the one in front of them.</summary>
    private readonly List<NodeRecord> _climbers = [];

    /// <summary>Epoch of the newest order.</summary>
    public uint Epoch { get; private set; } = epoch;

    /// <summary>Orders a node to receive from another one.</summary>
    public void Order(NodeRecord child, NodeRecord parent)
    {
        if (child.Parent != parent)
            child.Tries = 0;
        child.Parent = parent;
        child.Epoch = ++Epoch;
        child.OrderedAt = state.Pending.Now;
        child.Attached = false;
        _parked.Remove(child);
        _climbers.Remove(child);
        if (parent != child.Previous)
            _climbers.Add(child);
        state.Pending.Publish(new RunEvent.NodeAttached(child.Name, parent.Node));
        SendOrder(child);
    }

    /// <summary>Repeats the last orders of a node that was away. It ignores those that it has carried out, and reports a parent
    /// that it lost meanwhile.</summary>
    public void Resume(NodeRecord node)
    {
        if (state.AllReceived)
            return;
        node.OrderedAt = state.Pending.Now;
        Expect(node, node.Next is not null);
        SendOrder(node);
    }

    /// <summary>Tells a node whether the chain goes on behind it.</summary>
    public void Expect(NodeRecord parent, bool child)
    {
        if (parent.IsGolden)
            state.Pending.Add(new CoordinatorAction.ExpectChild(Epoch, child));
        else
            state.Pending.Send(parent, new ChildExpected(Epoch, child));
    }

    /// <summary>A node receives under its last order.</summary>
    public void OnAttached(NodeRecord node)
    {
        node.Attached = true;
        node.Throughput.Begin(node.Status!, state.Pending.Now);
        node.Climbs = 0;
        if (node.Parent != node.Previous)
            PassOver(node);
    }

    public void OnParentLost(NodeRecord child, ParentLost lost)
    {
        if (lost.Epoch != child.Epoch || !child.InLine || state.AllReceived)
            return;
        if (lost.Cause == ParentLossReason.Closed && ClimberInPlaceOf(child) is { } climber)
        {
            PassOver(climber);
            return;
        }
        if (lost.Position > child.Position)
            child.Tries = 0;
        child.Position = lost.Position;
        child.Tries++;
        state.Pending.Note(
            child,
            $"lost its parent, node {child.Parent!.Node}, at {lost.Position}: {lost.Reason}",
            NodeChange.Repair
        );
        if (MayTryAgain(child, lost.Cause))
            Order(child, child.Parent);
        else if (child.End is not null)
            Park(child);
        else
            Climb(child, lost);
    }

    /// <summary>Takes a lost node out of the chain and closes the gap.</summary>
    public void Unlink(NodeRecord node)
    {
        var (parent, child) = (node.Previous!, node.Next);
        Remove(node);
        CloseGap(parent, child);
    }

    /// <summary>Orders the node behind a gap to the one in front of it.</summary>
    public void CloseGap(NodeRecord parent, NodeRecord? child)
    {
        if (state.AllReceived)
            return;
        if (child is null)
        {
            Expect(parent, false);
            return;
        }
        child.Climbs = 0;
        Order(child, parent);
    }

    /// <summary>Moves a part of the chain to its end.</summary>
    public void MoveToEnd(NodeRecord first, NodeRecord last, string reason, NodeChange change = NodeChange.Other)
    {
        state.Chain.MoveToEnd(first, last);
        state.Pending.Note(first, $"moved to the end of the chain: {reason}", change);
        Expect(first.Previous!, true);
        Order(first, first.Previous!);
        Expect(last, false);
    }

    /// <summary>Takes a living node out of the chain, without closing the gap.</summary>
    public void Drop(NodeRecord node, string reason, bool isOnlySlow = false)
    {
        Remove(node);
        state.Pending.Note(node, reason, isOnlySlow ? NodeChange.Demotion : NodeChange.Other);
        if (node.Failure is { } failure)
            state.Owner.Conclude(node, Verdict.Failed, failure);
        else
            state.Owner.LeaveBehind(node, reason, isOnlySlow);
    }

    /// <summary>Gives parked nodes a parent again. They try without limit, once a tick.</summary>
    public void OrderParked()
    {
        foreach (var child in _parked.Where(child => child.InLine && !state.AllReceived).ToList())
            Order(child, child.Previous!);
        _parked.Clear();
    }

    /// <summary>Treats a node that does not report the result of its last order in time as a node without a parent.</summary>
    public void CheckAttach(NodeRecord node)
    {
        var deadlines = state.Options.Deadlines;
        var patience = deadlines.Attach + deadlines.Silence;
        if (!node.InLine || node.Attached || state.Pauses.SilenceSince(node.OrderedAt, state.Pending.Now) <= patience)
            return;
        var position = node.Status?.ReceivedTo ?? 0;
        OnParentLost(node, new ParentLost(node.Epoch, position, ParentLossReason.Unreachable, 0, "did not say that it is fed"));
    }

    private void SendOrder(NodeRecord child) =>
        state.Pending.Send(
            child,
            new AttachTo(child.Epoch, child.Parent!.Node, child.Parent.IsGolden ? child.Golden : child.Parent.Address)
        );

    private void Remove(NodeRecord node)
    {
        release.Remove(node);
        _climbers.Remove(node);
    }

    /// <summary>An ancestor accepted a climber: the nodes in between move behind the last node.</summary>
    private void PassOver(NodeRecord climber)
    {
        var parent = climber.Parent!;
        if (!parent.InLine || !ChainTopology.IsAncestor(parent, climber))
        {
            Order(climber, climber.Previous!);
            return;
        }
        _climbers.Remove(climber);
        var accused = climber.Previous!;
        if (++accused.Accusations > MostAccusations)
            Drop(accused, $"the nodes after it could not go on at it, {accused.Accusations} times");
        if (climber.Previous != parent)
            MoveToEnd(parent.Next!, climber.Previous!, $"node {climber.Node} goes on at node {parent.Node}");
        release.Settle();
    }

    /// <summary>Stops looking for a parent of a node that holds everything. The node in front of it keeps nothing for it
    /// meanwhile: it may lack bytes itself and need its window for them.</summary>
    private void Park(NodeRecord child)
    {
        _parked.Add(child);
        Expect(child.Previous!, false);
    }

    /// <summary>The climber that a parent accepted instead of the child it should have; null: none. A parent serves one child.
    /// The climber's own report of it is still under way.</summary>
    private NodeRecord? ClimberInPlaceOf(NodeRecord child) =>
        child.Parent == child.Previous ? _climbers.FirstOrDefault(climber => climber.Parent == child.Parent) : null;

    /// <summary>True when the same parent is to be tried again: perhaps only the connection broke. When the bytes are gone there
    /// it is useless, and without an answer it costs time; but the golden node is the last resort.</summary>
    private static bool MayTryAgain(NodeRecord child, ParentLossReason cause) =>
        child.Parent!.InLine
        && child.Tries
            <= cause switch
            {
                ParentLossReason.Gone => 0,
                ParentLossReason.Unreachable => child.Parent.IsGolden ? 1 : 0,
                ParentLossReason.Closed when child.Attached => MostBreaks,
                _ => 1,
            };

    private void Climb(NodeRecord child, ParentLost lost)
    {
        if (child.Parent!.IsGolden)
        {
            CutOff(child, lost);
            return;
        }
        child.Climbs++;
        Order(child, AncestorFor(child));
    }

    /// <summary>The nearest node above the parent that may still have what the child needs.</summary>
    private NodeRecord AncestorFor(NodeRecord child)
    {
        if (child.Climbs > MostClimbs)
            return state.Chain.Golden;
        var parentIsAbove = child.Parent!.InLine && ChainTopology.IsAncestor(child.Parent, child);
        var candidate = parentIsAbove ? child.Parent.Previous! : child.Previous!;
        while (!candidate.IsGolden && candidate.Status?.Oldest > child.Position)
            candidate = candidate.Previous!;
        return candidate;
    }

    /// <summary>Drops a node that no other can serve in this round, and the nodes behind it that have no more than it
    /// has.</summary>
    private void CutOff(NodeRecord child, ParentLost lost)
    {
        var (parent, next) = (child.Previous!, child.Next);
        Drop(child, $"cut off at {lost.Position}: {lost.Reason}");
        while (lost.Cause == ParentLossReason.Gone && next is not null && (next.Status?.ReceivedTo ?? 0) <= lost.Position)
        {
            var dropped = next;
            next = next.Next;
            Drop(dropped, $"cut off at {lost.Position} together with node {child.Node}");
        }
        CloseGap(parent, next);
        release.Settle();
    }
}
