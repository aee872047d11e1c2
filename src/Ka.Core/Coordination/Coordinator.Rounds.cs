using System;
using System.Linq;
using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>From the first node to the last round.</summary>
/// <remarks>A node that comes while a round runs, or was left behind in it, waits for the next one. The run is over when a round
/// ends and nobody waits: everybody is done, or dead.</remarks>
public sealed partial class Coordinator
{
    /// <summary>So often a node is left behind; then the cause is taken to be its own.</summary>
    private const int MostTimesLeftBehind = 4;

    private TimeSpan? _opened;
    private bool _hurry;
    private bool _waitingChanged;
    private int _startedWith;

    /// <summary>Nodes that have not put away the last round yet.</summary>
    private int _puttingAway;

    /// <summary>Of the nodes that were asked for, those that never came and were not given up on.</summary>
    private int Missing => Round == 0 && !_agreed ? 0 : Math.Max(0, _startedWith - _served.Count);

    /// <summary>Why nobody can be served after this round; null when they can.</summary>
    private string? WhyNoFurtherRound =>
        !_plan.SourceRepeats ? "the source can be read only once"
        : Round >= _plan.Rounds ? $"there is no round after {(Round == 1 ? "this one" : $"the {Round}th")}"
        : null;

    /// <summary>Why <see cref="CoordinatorEvent.GoNow"/> would change nothing; null when it would.</summary>
    public string? WhyNotGo =>
        _ended ? "the run is over"
        : _asked ? "the nodes have judged the plan, and the operator is asked"
        : Round > 0 ? $"the run has started, and those that come later are served {(WhyNoFurtherRound is null ? "in the next round" : "no more")}"
        : _members.Count == 0 ? "no node has come yet"
        : null;

    private void OnJoined(CoordinatorEvent.NodeJoined joined)
    {
        if (Installs && WhyNotAgain(joined.Address.Address) is { } settled)
        {
            _outbox.Add(new CoordinatorAction.Send(joined.Node, new Refused(settled)));
            _outbox.Add(new CoordinatorAction.CloseNode(joined.Node));
            return;
        }
        ReplaceOlder(joined);
        if (Round > 0 && WhyNoFurtherRound is { } why)
        {
            _outbox.Add(new CoordinatorAction.Send(joined.Node, new Refused($"the run has started without this node, and {why}")));
            _outbox.Add(new CoordinatorAction.CloseNode(joined.Node));
            return;
        }
        var member = new Member(joined.Node, joined.Host, joined.Address, joined.Golden) { HeardAt = _outbox.Now };
        _members.Add(member.Node, member);
        _byAddress[PlaceOf(member.Address)] = member;
        _outbox.Send(member, new Welcome(member.Node));
        _outbox.Send(member, WaitingNow());
        if (Installs)
            SendPlan(member);
        _waitingChanged = _members.Count > 1;
    }

    /// <summary>A node that comes back under the same address is a new node; the old one cannot be alive.</summary>
    private void ReplaceOlder(CoordinatorEvent.NodeJoined joined)
    {
        if (!_byAddress.TryGetValue(PlaceOf(joined.Address), out var older))
            return;
        if (_members.ContainsKey(older.Node))
        {
            Lose(older, "came back as a new node");
            _outbox.Close(older);
        }
        // One that can be served after all is not reported twice.
        if (older.Verdict == Verdict.Failed && WhyNoFurtherRound is null)
            _served.Remove(older);
    }

    /// <summary>Where there can be one node. A machine has one set of disks, whatever port it got this time.</summary>
    private IPEndPoint PlaceOf(IPEndPoint address) => Installs ? new IPEndPoint(address.Address, 0) : address;

    private void LeaveBehind(Member member, string reason, bool isOnlySlow)
    {
        if (WhyNoFurtherRound is { } why)
            Dismiss(member, Verdict.Failed, $"{reason}; {why}");
        else if (!isOnlySlow && ++member.TimesLeftBehind >= MostTimesLeftBehind)
            Dismiss(member, Verdict.Failed, $"{reason}; for the {MostTimesLeftBehind}th time");
        else
        {
            member.StartOver();
            _puttingAway++;
            _outbox.Send(member, new NextRound(reason));
            _waitingChanged = true;
        }
    }

    private void TellWaiting()
    {
        _waitingChanged = false;
        foreach (var member in _members.Values.Where(IsWaiting))
            _outbox.Send(member, WaitingNow());
    }

    private static bool IsWaiting(Member member) => !member.InLine && member.Install != InstallStage.Preparing;

    private Waiting WaitingNow()
    {
        var waiting = (uint)Waiting;
        return new Waiting(waiting, Round == 0 ? (uint)_plan.Nodes : waiting);
    }

    /// <summary>After every event: what is due between two rounds.</summary>
    private void GoOn()
    {
        _opened ??= _outbox.Now;
        if (_round is { IsOver: true })
        {
            _epoch = _round.Epoch;
            _round = null;
            _outbox.Add(new CoordinatorAction.EndRound());
        }
        if (_round is not null)
            return;
        AskWhenJudged();
        if ((Round > 0 || _agreed) && _members.Count == 0)
            End();
        else if (IsDue())
            StartRound();
    }

    private bool IsDue()
    {
        if (Installs)
            return _agreed && AreMade();
        return Round > 0 ? _puttingAway == 0 : AreEnough();
    }

    /// <summary>As many as the first round waits for.</summary>
    private bool AreEnough()
    {
        var isLate = _plan.Patience is { } patience && _outbox.Now - _opened >= patience;
        return _members.Count >= (isLate ? Math.Min(_plan.Least, _plan.Nodes) : _hurry ? 1 : _plan.Nodes);
    }

    private void Serve(Member member)
    {
        if (member.Round == 0 && !_served.Contains(member))
            _served.Add(member);
    }

    private void StartRound()
    {
        Round++;
        var members = InOrder(_members.Values.Where(IsReadyForRound));
        _firstMadeAt = null;
        if (Round == 1 && !Installs)
            _startedWith = _hurry ? members.Count : _plan.Nodes;
        foreach (var member in members)
        {
            Serve(member);
            member.Round = Round;
        }
        _round = new ChainRound(this, _outbox, _wakefulness, _plan, _lost, _epoch);
        _round.Start(members, RoundKeys.Of(_plan, Round));
    }
}
