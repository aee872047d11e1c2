using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>A run that installs: every node judges the plan, the operator sees all verdicts and agrees, and only then are disks made.</summary>
/// <remarks>The one place that lets a disk be erased is <see cref="TellToProceed"/>; it is reached only with <see cref="_agreed"/>, and only by a node
/// that judged this very plan to fit.</remarks>
public sealed partial class Coordinator
{
    /// <summary>A node that looks at its disks for longer has one that does not answer.</summary>
    private static readonly TimeSpan s_mostJudging = TimeSpan.FromMinutes(2);

    /// <summary>After the first node's disks are made, the others' are waited for so long; then they are in the next round.</summary>
    private static readonly TimeSpan s_mostMaking = TimeSpan.FromMinutes(2);

    private bool _asked;
    private bool _agreed;
    private TimeSpan? _firstMadeAt;

    private bool Installs => _plan.Install is not null;

    /// <summary>No node was told to proceed so far: no disk was touched.</summary>
    public bool IsUntouched { get; private set; } = true;

    /// <summary>Could be in a round that starts now.</summary>
    private bool IsReadyForRound(Member member) => member.IsReady && !member.InLine && (!Installs || member.Install == InstallStage.Made);

    /// <summary>It holds everything and is out of the chain, which does not wait until it is bootable; nor does the next round.</summary>
    private static void Prepare(Member member, Verdict verdict, string reason)
    {
        member.Install = InstallStage.Preparing;
        member.Proved = (verdict, reason);
    }

    /// <summary>Why a node that this run has released does not come in again: a clone whose firmware boots the network once more would be erased and made
    /// anew, and one that fails each time would keep the run from ending. One that only was lost may come again.</summary>
    private string? WhyNotAgain(IPAddress address)
    {
        foreach (var member in _served)
            if (member.IsDismissed && member.Address.Address.Equals(address))
                return member.Verdict == Verdict.Done
                    ? "this run has made it a clone already: it boots the rescue again instead of its own disk"
                    : $"this run has given it up: {member.Reason}";
        return null;
    }

    private void SendPlan(Member member)
    {
        member.JudgingSince = _outbox.Now;
        foreach (var part in _plan.Install!.Parts())
            _outbox.Send(member, part);
    }

    /// <returns>false: it is none of these messages.</returns>
    private bool OnInstallMessage(Member member, ControlMessage message)
    {
        switch (message)
        {
            case PlanJudged judged when Installs && member.Install == InstallStage.Judging:
                OnJudged(member, judged);
                return true;
            case Made when Installs && member is { Install: InstallStage.Making, IsReady: true }:
                member.Install = InstallStage.Made;
                _firstMadeAt ??= _outbox.Now;
                return true;
            case Installed when member.Install == InstallStage.Preparing:
                Dismiss(member, member.Proved.Verdict, member.Proved.Reason);
                return true;
            case Step step:
                (member.LastStep, member.SteppedAt) = (step, _outbox.Now);
                return true;
            case PlanJudged or Made:
                return true;
            default:
                return false;
        }
    }

    private void OnJudged(Member member, PlanJudged judged)
    {
        var isOurs = judged.Plan == _plan.Install!.Hash;
        member.Install = judged.Fits && isOurs ? InstallStage.Fits : InstallStage.Unfit;
        member.Misfit = isOurs ? string.Join("; ", judged.Reasons) : "it judged another plan";
        if (_agreed)
            Settle(member);
    }

    private void CheckJudging(Member member)
    {
        if (!Installs || member.Install != InstallStage.Judging || _outbox.Now - member.JudgingSince <= s_mostJudging)
            return;
        Serve(member);
        Dismiss(member, Verdict.Failed, $"did not say within {s_mostJudging.TotalSeconds:0} s whether the plan fits");
    }

    /// <summary>A program that hangs in a dead disk ends never, and says nothing: its node is not waited for.</summary>
    private void CheckStep(Member member)
    {
        if (!Installs || _outbox.Now - member.SteppedAt <= _plan.StepPatience)
            return;
        var reason = $"at '{member.LastStep?.ToString() ?? "proceed"}' for more than {_plan.StepPatience.TotalSeconds:0} s, given up";
        if (member is { Install: InstallStage.Making or InstallStage.Preparing, IsReady: true, InLine: false })
        {
            Serve(member);
            Dismiss(member, Verdict.Failed, reason);
        }
        else if (member is { IsReady: true, InLine: true, IsInstalled: false } && _round!.HasProved(member))
            _round.OnFailed(member, reason);
    }

    /// <summary>Every verdict is in: the operator is asked, once.</summary>
    private void AskWhenJudged()
    {
        if (!Installs || _asked || !AreEnough() || _members.Values.Any(member => member.Install == InstallStage.Judging))
            return;
        _asked = true;
        _outbox.Add(new CoordinatorAction.AskToProceed());
    }

    /// <summary>The operator agrees to the plan.</summary>
    private void OnProceed()
    {
        if (!_asked || _agreed)
            return;
        _agreed = true;
        _startedWith = _hurry ? _members.Count : Math.Max(_plan.Nodes, _members.Count);
        foreach (var member in InOrder(_members.Values))
            Settle(member);
    }

    /// <summary>Whom it fits, proceeds; who does not fit, is told why and leaves.</summary>
    private void Settle(Member member)
    {
        if (member.Install == InstallStage.Fits)
            TellToProceed(member);
        else if (member.Install == InstallStage.Unfit)
        {
            Serve(member);
            Dismiss(member, Verdict.Failed, $"the plan does not fit, no disk was touched: {member.Misfit}");
        }
    }

    private void TellToProceed(Member member)
    {
        IsUntouched = false;
        member.Install = InstallStage.Making;
        (member.LastStep, member.SteppedAt) = (null, _outbox.Now);
        _outbox.Send(member, new Proceed(_plan.Install!.Hash));
    }

    /// <summary>All are made, or those that are not had their time.</summary>
    private bool AreMade()
    {
        var made = _members.Values.Count(IsReadyForRound);
        return made > 0 && (made == Waiting || _outbox.Now - _firstMadeAt > s_mostMaking);
    }
}
