using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Formatting;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The way of a node to the erasure of its disks: it judges the plan, the operator sees the verdict and agrees, only
/// then are disks made.</summary>
/// <remarks>The one place that lets a disk be erased is <see cref="TellToProceed"/>. Only a node that judged this very plan to
/// fit gets there, and only after the operator agreed to a list with this node in it, or to nodes that come later in general
/// (<see cref="LateNodes.Install"/>).</remarks>
internal sealed class InstallApproval(CoordinatorOptions options, PendingActions pending, NodeRegistry nodes, INodeOwner owner)
{
    /// <summary>Longest time for a verdict. A node that needs longer has a disk that does not answer.</summary>
    private static readonly TimeSpan s_mostJudging = TimeSpan.FromMinutes(2);

    /// <summary>Time after the first node's disks are made for which the round waits for the others; they are in the next round
    /// then.</summary>
    private static readonly TimeSpan s_mostMaking = TimeSpan.FromMinutes(2);

    private readonly PlanBytes _plan = options.Install!;
    private readonly AgreedNodes _agreed = new();

    /// <summary>The nodes that the open question is about; null: no question is open.</summary>
    private List<NodeRecord>? _question;

    private TimeSpan? _firstMadeAt;

    /// <summary>The operator was asked for the first time.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>The operator agreed at least once.</summary>
    public bool IsAgreed { get; private set; }

    /// <summary>No node was told to proceed so far: no disk was erased.</summary>
    public bool IsUntouched { get; private set; } = true;

    /// <summary>Sends a node the plan to judge.</summary>
    public void SendPlan(NodeRecord node)
    {
        node.JudgingSince = pending.Now;
        foreach (var part in _plan.Parts())
            pending.Send(node, part);
    }

    /// <returns>false: the message has nothing to do with installing.</returns>
    public bool OnMessage(NodeRecord node, ControlMessage message)
    {
        switch (message)
        {
            case PlanChecked judged:
                if (node is { Judged: null, Stage: NodeStage.Waiting })
                    OnJudged(node, judged);
                return true;
            case DisksReady:
                OnMade(node);
                return true;
            case InstallComplete when node is { InLine: false, Stage: NodeStage.Preparing }:
                owner.Dismiss(node, node.Proved.Verdict, node.Proved.Reason);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Gives up nodes whose verdict or whose current step takes too long.</summary>
    public void OnTick()
    {
        foreach (var node in nodes.Present.ToList())
            if (node is { Judged: null, Stage: NodeStage.Waiting } && pending.Now - node.JudgingSince > s_mostJudging)
                GiveUp(node, $"did not say within {s_mostJudging.TotalSeconds:0} s whether the plan fits");
            else if (
                node is { Stage: NodeStage.Making or NodeStage.Preparing, IsReady: true, InLine: false }
                && pending.Now - node.ProgressedAt > options.StepPatience
            )
                GiveUp(node, $"at '{node.LastStep}' for more than {options.StepPatience.TotalSeconds:0} s, given up");
    }

    /// <summary>Asks the operator about the nodes that were not asked for.</summary>
    /// <param name="areEnough">As many nodes are there as the first round waits for.</param>
    public void Ask(bool areEnough)
    {
        if (_question is not null || (!IsAgreed && (!areEnough || nodes.Present.Any(IsJudging))))
            return;
        List<NodeRecord> open =
        [
            .. nodes.Present.Where(node => node.Judged is not null && node.Stage is NodeStage.Fits or NodeStage.Unfit),
        ];
        if (IsAgreed ? open.Count == 0 : IsAsked)
            return;
        (IsAsked, _question) = (true, open);
        pending.Publish(
            new RunEvent.AllJudged([.. open.Select(node => new RunEvent.NodeJudged(node.Name, node.Judged!))], IsAgreed)
        );
    }

    /// <summary>The operator agrees to the nodes in question.</summary>
    /// <returns>True when this is the first time.</returns>
    public bool OnProceed()
    {
        if (_question is not { } question)
            return false;
        var isFirst = !IsAgreed;
        (_question, IsAgreed) = (null, true);
        foreach (var node in question)
            _agreed.Add(node);
        foreach (var node in NodeRegistry.InOrder(nodes.Present))
            Settle(node);
        return isFirst;
    }

    /// <summary>The operator does not agree to the nodes in question.</summary>
    /// <returns>false: the operator never agreed, so the run has nothing to do.</returns>
    public bool OnCallOff(string reason)
    {
        if (!IsAgreed)
            return false;
        foreach (var node in _question ?? [])
            if (nodes.TryGet(node.Node, out _))
                owner.Reject(node, reason);
        _question = null;
        return true;
    }

    /// <summary>Lets a node erase its disks.</summary>
    public void TellToProceed(NodeRecord node)
    {
        IsUntouched = false;
        pending.Reach(node, NodeStage.Making);
        (node.LastStep, node.ProgressedAt) = ("proceed", pending.Now);
        SendProceed(node);
    }

    /// <summary>Repeats what a node that was away may have missed.</summary>
    public void Resume(NodeRecord node)
    {
        if (node is { Judged: null, Stage: NodeStage.Waiting })
            SendPlan(node);
        else if (node.Stage == NodeStage.Making)
            SendProceed(node);
    }

    private void SendProceed(NodeRecord node)
    {
        if (options.Boots is { } boots)
            pending.Send(node, boots.Secrets.OrderFor(node.Node, boots.Patience));
        pending.Send(node, new Proceed(_plan.Hash));
    }

    /// <summary>True when disks are made, and those of the other nodes are too or had their time.</summary>
    public bool AreMade()
    {
        var made = nodes.Present.Count(node => node is { IsReady: true, InLine: false, Stage: NodeStage.Made });
        return made > 0 && (pending.Now - _firstMadeAt > s_mostMaking || !nodes.Present.Any(IsAwaited));
    }

    public void OnRoundStarted() => _firstMadeAt = null;

    private static bool IsAwaited(NodeRecord node) =>
        !node.InLine && (node.Stage is NodeStage.Making or NodeStage.NextRound || IsJudging(node));

    private static bool IsJudging(NodeRecord node) => node is { Judged: null, Stage: NodeStage.Waiting };

    private void OnJudged(NodeRecord node, PlanChecked judged)
    {
        if (options.Only is { } only && !only.Matches(node.Name.Address, node.Name.Host, node.Inventory))
        {
            owner.Reject(node, NodeFilter.Refusal);
            return;
        }
        node.Judged = judged;
        node.Stage = judged.Fits && judged.Plan == _plan.Hash ? NodeStage.Fits : NodeStage.Unfit;
        pending.Publish(new RunEvent.NodeJudged(node.Name, judged));
        if (IsAgreed)
            Settle(node);
    }

    private void OnMade(NodeRecord node)
    {
        if (node is not { Stage: NodeStage.Making, IsReady: true })
            return;
        pending.Reach(node, NodeStage.Made);
        _firstMadeAt ??= pending.Now;
    }

    /// <summary>Decides about a judged node after the operator agreed. A fitting node that is not agreed to stays, and is asked
    /// for.</summary>
    private void Settle(NodeRecord node)
    {
        var isKnown = options.Late == LateNodes.Install || _agreed.Contains(node);
        if (node.Stage == NodeStage.Fits && isKnown)
            TellToProceed(node);
        else if (node.Stage is NodeStage.Fits or NodeStage.Unfit && !isKnown && options.Late == LateNodes.Refuse)
            owner.Reject(node, "this node came after the list of nodes was agreed to");
        else if (node.Stage == NodeStage.Unfit)
        {
            var reason = node.Judged!.Plan == _plan.Hash ? VerdictText.Reasons(node.Judged) : "it judged another plan";
            GiveUp(node, $"the plan does not fit, no disk was touched: {reason}");
        }
    }

    private void GiveUp(NodeRecord node, string reason)
    {
        nodes.Serve(node);
        owner.Dismiss(node, Verdict.Failed, reason);
    }
}
