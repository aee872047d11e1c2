using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>From the first node to the last round.</summary>
/// <remarks>A node that comes while a round runs, or was left behind in it, waits for the next one. The run is over when a round
/// ends and no node waits.</remarks>
public sealed partial class Coordinator
{
    /// <summary>Times that a node may be left behind; then the cause is taken to be the node itself.</summary>
    private const int MostTimesLeftBehind = 4;

    private readonly List<RunReport.Round> _rounds = [];
    private Round? _round;
    private uint _epoch;
    private TimeSpan? _opened;
    private IReadOnlyList<BytePath>? _source;
    private bool _isOpening;
    private bool _hurry;
    private bool _waitingChanged;
    private int _startedWith;

    /// <summary>Nodes that have not released everything of their last round yet.</summary>
    private int _puttingAway;

    /// <summary>Nodes that were asked for, never came, and were not given up.</summary>
    private int Missing => Round == 0 && _install is not { IsAgreed: true } ? 0 : Math.Max(0, _startedWith - _nodes.Served.Count);

    /// <summary>The reason why there is no round after this one; null when there can be.</summary>
    private string? WhyNoFurtherRound =>
        !_options.SourceRepeats ? "the source can be read only once"
        : Round >= _options.Rounds ? $"there is no round after {(Round == 1 ? "this one" : $"the {Round}th")}"
        : null;

    /// <summary>The reason why <see cref="CoordinatorEvent.GoNow"/> has no effect; null when it has.</summary>
    public string? WhyNotGo =>
        _isEnding ? "the run is over"
        : _install is { IsAsked: true } ? "the nodes have judged the plan, and the operator is asked"
        : Round > 0
            ? "the run has started, and those that come later are served "
                + $"{(WhyNoFurtherRound is null ? "in the next round" : "no more")}"
        : _nodes.Count == 0 ? "no node has come yet"
        : null;

    private void OnJoined(CoordinatorEvent.NodeJoined joined)
    {
        // Its welcome was lost with the first connection.
        if (joined.Identity != 0 && Find(joined.Identity, joined.Address.Address) is { } known)
        {
            TakeBack(joined.Node, known);
            return;
        }
        var node = new NodeRecord(joined.Node, joined.Host, joined.Address, joined.Golden) { Identity = joined.Identity };
        if (_isEnding)
            Refuse(node.Node, node.Name, "the run is over", Deadlines.Retry);
        else if (WhyNotAdmitted(node) is { } refusal)
        {
            if (CloneAt(node.Name.Address) is { } clone)
                _boots?.OnRescueAgain(clone);
            Refuse(node.Node, node.Name, refusal);
        }
        else
        {
            ReplaceOlder(node);
            if (Round > 0 && WhyNoFurtherRound is { } why)
                Refuse(node.Node, node.Name, $"the run has started without this node, and {why}");
            else
                Admit(node);
        }
    }

    private void Admit(NodeRecord node)
    {
        Hear(node);
        node.ConnectedAt = _pending.Now;
        _nodes.Add(node);
        var waiting = WaitingNow();
        _pending.Send(node, new Welcome(node.Node));
        _pending.Send(node, waiting);
        _pending.Publish(new RunEvent.NodeJoined(node.Name, (int)waiting.Joined, _options.Nodes, Round + 1));
        _install?.SendPlan(node);
        _waitingChanged = _nodes.Count > 1;
    }

    /// <summary>The reason why this node may not come in, or not again; null when it may.</summary>
    /// <remarks>A clone whose firmware boots the network once more would be erased and made anew, and a node that fails each time
    /// would keep the run from ending. A node that only was lost may come again.</remarks>
    private string? WhyNotAdmitted(NodeRecord joining)
    {
        // A wanted hardware address is known only when the node has reported its hardware.
        if (_options.Only is { } only && !only.MayMatch(joining.Name.Address))
            return NodeFilter.Refusal;
        if (_install is null)
            return null;
        foreach (var node in _nodes.Served)
            if (node.IsDismissed && node.Name.Address.Equals(joining.Name.Address))
                return node.Verdict == Verdict.Done
                    ? "this run has made it a clone already: it boots the rescue again instead of its own disk"
                    : $"this run has given it up: {node.Reason}";
        return null;
    }

    /// <summary>The node at an address that is done; null: none.</summary>
    private NodeRecord? CloneAt(IPAddress address) =>
        _nodes.Served.FirstOrDefault(node =>
            node is { IsDismissed: true, Verdict: Verdict.Done } && node.Name.Address.Equals(address)
        );

    /// <summary>A node that comes back under the same address without its id is a new node; the old one cannot be
    /// alive.</summary>
    private void ReplaceOlder(NodeRecord joining)
    {
        if (_nodes.At(joining.Address) is not { } older)
            return;
        if (_nodes.TryGet(older.Node, out _))
        {
            Lose(older, "came back as a new node");
            _pending.Close(older);
        }
        // A node that can be served after all is not reported twice.
        if (older.Verdict == Verdict.Failed && WhyNoFurtherRound is null)
            _nodes.Unserve(older);
    }

    private void OnReturned(CoordinatorEvent.NodeReturned returned)
    {
        if (Find(returned.Identity, returned.Address) is { } node)
            TakeBack(returned.Connection, node);
        else
        {
            var name = new NodeIdentity(returned.Connection, returned.Address, returned.Host);
            Refuse(returned.Connection, name, "this run holds no place for this node");
        }
    }

    private void TakeBack(uint connection, NodeRecord node)
    {
        _pending.Add(new CoordinatorAction.Adopt(connection, node.Node));
        Hear(node);
        node.ComeBack(_pending.Now);
        _farewell.OnReturned();
        _pending.Publish(new RunEvent.NodeReturned(node.Name));
        _pending.Send(node, new Welcome(node.Node));
        Resume(node);
    }

    /// <summary>The node that a returning process was, with or without a verdict; null: none.</summary>
    private NodeRecord? Find(UInt128 identity, IPAddress address)
    {
        bool IsIt(NodeRecord node) => node.Identity == identity && node.Name.Address.Equals(address);

        return _nodes.Present.FirstOrDefault(IsIt) ?? _nodes.Served.FirstOrDefault(node => node.IsDismissed && IsIt(node));
    }

    /// <summary>Repeats what a node that was away may have missed.</summary>
    private void Resume(NodeRecord node)
    {
        if (node.IsReleased)
            _pending.Send(node, ReleaseOf(node));
        else if (node.IsDismissed)
            return;
        else if (!node.IsReady)
            _pending.Send(node, new NextRound(node.LeftBehindBecause));
        else if (node.InLine)
            _round!.Resume(node);
        else
        {
            _pending.Send(node, WaitingNow());
            _install?.Resume(node);
        }
    }

    private void LeaveBehind(NodeRecord node, string reason, bool isOnlySlow)
    {
        if (WhyNoFurtherRound is { } why)
            Dismiss(node, Verdict.Failed, $"{reason}; {why}");
        else if (!isOnlySlow && ++node.TimesLeftBehind >= MostTimesLeftBehind)
            Dismiss(node, Verdict.Failed, $"{reason}; for the {MostTimesLeftBehind}th time");
        else
        {
            node.StartOver();
            node.LeftBehindBecause = reason;
            _puttingAway++;
            _pending.Reach(node, NodeStage.NextRound, reason);
            _pending.Send(node, new NextRound(reason));
            _waitingChanged = true;
        }
    }

    private void TellWaiting()
    {
        _waitingChanged = false;
        foreach (var node in _nodes.Present.Where(IsWaiting))
            _pending.Send(node, WaitingNow());
    }

    private static bool IsWaiting(NodeRecord node) =>
        node is { InLine: false, Stage: not (NodeStage.Preparing or NodeStage.Installed) };

    private bool IsReadyForRound(NodeRecord node) =>
        node is { IsReady: true, InLine: false } && (_install is null || node.Stage == NodeStage.Made);

    private Waiting WaitingNow()
    {
        var waiting = (uint)Waiting;
        return new Waiting(waiting, Round == 0 ? (uint)_options.Nodes : waiting);
    }

    /// <summary>After every event: what is due between two rounds.</summary>
    private void GoOn()
    {
        _opened ??= _pending.Now;
        if (_round is { IsOver: true })
            EndRound();
        _install?.Ask(AreEnough());
        if (_round is not null)
            return;
        if ((Round > 0 || _install is { IsAgreed: true }) && _nodes.Count == 0)
        {
            // Nodes that come meanwhile are served in a further round.
            _boots?.Announce();
            _isEnding = _boots?.IsSettled != false;
        }
        else if (IsDue())
            OpenSource();
    }

    private void EndRound()
    {
        if (_round is null)
            return;
        _epoch = _round.Epoch;
        _rounds.Add(_round.End(Round));
        _round = null;
        _pending.Add(new CoordinatorAction.EndRound());
    }

    private bool IsDue()
    {
        if (_install is not null)
            return _install.IsAgreed && _install.AreMade();
        return Round > 0 ? _puttingAway == 0 : AreEnough();
    }

    /// <summary>True when as many nodes are there as the first round waits for.</summary>
    private bool AreEnough()
    {
        var isLate = _options.Patience is { } patience && _pending.Now - _opened >= patience;
        return _nodes.Count
            >= (
                isLate ? Math.Min(_options.Least, _options.Nodes)
                : _hurry ? 1
                : _options.Nodes
            );
    }

    private void OpenSource()
    {
        if (_source is { } streams)
            StartRound(streams);
        else if (!_isOpening)
        {
            _isOpening = true;
            _pending.Add(new CoordinatorAction.OpenSource());
        }
    }

    private void OnSourceOpened(CoordinatorEvent.SourceOpened opened)
    {
        _isOpening = false;
        _source = opened.Streams;
    }

    private void StartRound(IReadOnlyList<BytePath> streams)
    {
        Round++;
        _source = null;
        _install?.OnRoundStarted();
        var nodes = NodeRegistry.InOrder(_nodes.Present.Where(IsReadyForRound));
        if (Round == 1 && _install is null)
            _startedWith = _hurry ? nodes.Count : _options.Nodes;
        foreach (var node in nodes)
        {
            _nodes.Serve(node);
            node.Round = Round;
        }
        _pending.Publish(new RunEvent.Started(Round, nodes.Count, streams));
        _round = new Round(new RoundState(this, _pending, _pauses, _options), _budget, _epoch);
        _round.Start(nodes, RoundKeys.Of(_options, Round));
    }
}
