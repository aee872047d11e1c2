using System;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A hop over which nothing comes although it is open, its child wants more, and its parent has it: something on the
/// way swallowed bytes. The child attaches again, and climbs when that does not help.</summary>
internal sealed partial class ChainRound
{
    /// <summary>It waits for its parent so much of the time, or something else keeps it.</summary>
    private const double Starved = 0.5;

    private static readonly TimeSpan s_stuck = TimeSpan.FromSeconds(3);

    /// <summary>Call with each tick.</summary>
    private void CheckHop(Member member)
    {
        if (AllReceived || !IsDeprived(member))
        {
            member.StuckSince = null;
            return;
        }
        var position = member.Status!.ReceivedTo;
        if (member.StuckSince is not { } since || member.StuckAt != position)
        {
            (member.StuckSince, member.StuckAt) = (_outbox.Now, position);
            return;
        }
        if (_wakefulness.SilenceSince(since, _outbox.Now) < s_stuck)
            return;
        member.StuckSince = null;
        member.Attached = false;
        var reason = $"nothing came for {s_stuck.TotalSeconds:0} s, although there is more";
        OnParentLost(member, new ParentLost(member.Epoch, position, LossCause.Silent, 0, reason));
    }

    /// <summary>It waits for its parent, which has more; and both have said so just now, so neither of them stands still.</summary>
    private bool IsDeprived(Member member) =>
        member.InLine && member.Attached && member.End is null && member.Parent!.InLine
        && IsHeard(member) && IsHeard(member.Parent)
        && member.Pace.WaitedForParent > member.Pace.Interval * Starved
        && member.Parent.Status!.ReceivedTo > member.Status!.ReceivedTo;

    private bool IsHeard(Member member) =>
        member.Pace.Interval > TimeSpan.Zero && _outbox.Now - member.Pace.At < _deadlines.SignOfLife * 2;
}
