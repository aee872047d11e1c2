using System.Collections.Generic;
using System.Linq;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>Who is whose parent while nodes are lost.</summary>
/// <remarks><para>The line says who stands behind whom. Whoever loses his parent for good goes on at the one in front of
/// it.</para>
/// <para>A node that cannot go on at its parent although that one lives (nothing to be had there any more, or no way to it)
/// climbs: it tries those further up. The line stays as it is until one of them has taken it; those that were
/// jumped over then move to the end of the line, as a piece, where they wait for bytes they may already have. So a node
/// that can reach nobody displaces nobody.</para></remarks>
internal sealed partial class ChainRound
{
    /// <summary>Ancestors that a node tries before the golden node itself.</summary>
    private const int MostClimbs = 3;

    /// <summary>So often a node may be jumped over; then it is taken for the cause. This bounds the number of moves, whatever
    /// cannot reach whatever.</summary>
    private const int MostAccusations = 2;

    /// <summary>So often a connection that served may break before a single byte came over it.</summary>
    private const int MostBreaks = 4;

    private readonly HashSet<Member> _parked = [];
    private readonly List<Member> _climbers = [];
    private uint _epoch;

    /// <summary>Takes a node out of the line and closes the gap.</summary>
    private void Unlink(Member member)
    {
        var parent = member.Previous!;
        var child = member.Next;
        Remove(member);
        CloseGap(parent, child);
    }

    private void Remove(Member member)
    {
        _line.Remove(member);
        _climbers.Remove(member);
        _standing--;
        if (member.End is null)
            _lacking--;
    }

    private void CloseGap(Member parent, Member? child)
    {
        if (AllReceived)
            return;
        if (child is null)
        {
            Expect(parent, false);
            return;
        }
        child.Climbs = 0;
        Order(child, parent);
    }

    private void Expect(Member parent, bool child)
    {
        if (parent.IsGolden)
            _outbox.Add(new CoordinatorAction.ExpectChild(_epoch, child));
        else
            _outbox.Send(parent, new ChildExpected(_epoch, child));
    }

    private void Order(Member child, Member parent)
    {
        if (child.Parent != parent)
            child.Tries = 0;
        child.Parent = parent;
        child.Epoch = ++_epoch;
        child.OrderedAt = _outbox.Now;
        child.Attached = false;
        _parked.Remove(child);
        _climbers.Remove(child);
        if (parent != child.Previous)
            _climbers.Add(child);
        _outbox.Send(child, new AttachTo(child.Epoch, parent.Node, parent.IsGolden ? child.Golden : parent.Address));
    }

    private void OnStatus(Member member, Status status)
    {
        Hear(member, status);
        if (member.Attached && member.InLine)
            CheckPace(member);
        if (member.Attached || status.Epoch != member.Epoch || !member.InLine)
            return;
        member.Attached = true;
        member.Pace.Begin(status, _outbox.Now);
        member.Climbs = 0;
        if (member.Parent != member.Previous)
            JumpOver(member);
    }

    private void Hear(Member member, Status status)
    {
        member.Status = status;
        member.Pace.Note(status, _outbox.Now);
    }

    /// <summary>A climber was taken by an ancestor: those in between move behind the last node.</summary>
    private void JumpOver(Member climber)
    {
        var parent = climber.Parent!;
        if (!parent.InLine || !ChainLine.IsAncestor(parent, climber))
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
        Settle();
    }

    private void MoveToEnd(Member first, Member last, string reason, NodeChange change = NodeChange.Other)
    {
        _line.MoveToEnd(first, last);
        _outbox.Note(first, $"moved to the end of the chain: {reason}", change);
        Expect(first.Previous!, true);
        Order(first, first.Previous!);
        Expect(last, false);
    }

    private void OnParentLost(Member child, ParentLost lost)
    {
        if (lost.Epoch != child.Epoch || !child.InLine || AllReceived)
            return;
        if (lost.Cause == LossCause.Closed && ClimberInPlaceOf(child) is { } climber)
        {
            JumpOver(climber);
            return;
        }
        if (lost.Position > child.Position)
            child.Tries = 0;
        child.Position = lost.Position;
        child.Tries++;
        _outbox.Note(child, $"lost its parent, node {child.Parent!.Node}, at {lost.Position}: {lost.Reason}", NodeChange.Repair);
        if (MayTryAgain(child, lost.Cause))
            Order(child, child.Parent);
        else if (child.End is not null)
            Park(child);
        else
            Climb(child, lost);
    }

    /// <summary>It holds everything and needs nobody. The one in front of it does not keep anything for it meanwhile: it may
    /// lack bytes itself, and have no room for them.</summary>
    private void Park(Member child)
    {
        _parked.Add(child);
        Expect(child.Previous!, false);
    }

    /// <summary>A parent serves one child. One that closed the connection to the child it should have took the climber instead;
    /// the climber's own word for it is still under way.</summary>
    private Member? ClimberInPlaceOf(Member child) =>
        child.Parent == child.Previous ? _climbers.FirstOrDefault(climber => climber.Parent == child.Parent) : null;

    /// <summary>Again at the same parent: what broke may have been the connection only. With nothing to be had there it is
    /// useless, and without an answer it costs time; but the golden node is the last resort.</summary>
    private static bool MayTryAgain(Member child, LossCause cause) =>
        child.Parent!.InLine && child.Tries <= cause switch
        {
            LossCause.Gone => 0,
            LossCause.Unreachable => child.Parent.IsGolden ? 1 : 0,
            LossCause.Closed when child.Attached => MostBreaks,
            _ => 1,
        };

    /// <summary>Those that hold the whole stream need a parent only to tell it so: they try for ever, but not in a
    /// hurry.</summary>
    private void OrderParked()
    {
        foreach (var child in _parked.Where(child => child.InLine && !AllReceived).ToList())
            Order(child, child.Previous!);
        _parked.Clear();
    }

    private void Climb(Member child, ParentLost lost)
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
    private Member AncestorFor(Member child)
    {
        if (child.Climbs > MostClimbs)
            return _line.Golden;
        var parentIsAbove = child.Parent!.InLine && ChainLine.IsAncestor(child.Parent, child);
        var candidate = parentIsAbove ? child.Parent.Previous! : child.Previous!;
        while (!candidate.IsGolden && candidate.Status?.Oldest > child.Position)
            candidate = candidate.Previous!;
        return candidate;
    }

    /// <summary>Nobody can serve this node, nor those after it that have no more than it has: not in this round.</summary>
    private void CutOff(Member child, ParentLost lost)
    {
        var parent = child.Previous!;
        var next = child.Next;
        Drop(child, $"cut off at {lost.Position}: {lost.Reason}");
        while (lost.Cause == LossCause.Gone && next is not null && (next.Status?.ReceivedTo ?? 0) <= lost.Position)
        {
            var dropped = next;
            next = next.Next;
            Drop(dropped, $"cut off at {lost.Position} together with node {child.Node}");
        }
        CloseGap(parent, next);
        Settle();
    }

    private void Drop(Member member, string reason, bool isOnlySlow = false)
    {
        Remove(member);
        _outbox.Note(member, reason, isOnlySlow ? NodeChange.Demotion : NodeChange.Other);
        if (member.Failure is { } failure)
            _owner.Conclude(member, Verdict.Failed, failure);
        else
            _owner.LeaveBehind(member, reason, isOnlySlow);
    }

    /// <summary>A node that was ordered somewhere says in time how that went. One that does not is treated as if it had said
    /// that it found nobody.</summary>
    private void CheckAttach(Member member)
    {
        var patience = _deadlines.Attach + _deadlines.Silence;
        if (!member.InLine || member.Attached || _wakefulness.SilenceSince(member.OrderedAt, _outbox.Now) <= patience)
            return;
        var position = member.Status?.ReceivedTo ?? 0;
        OnParentLost(member, new ParentLost(member.Epoch, position, LossCause.Unreachable, 0, "did not say that it is fed"));
    }
}
