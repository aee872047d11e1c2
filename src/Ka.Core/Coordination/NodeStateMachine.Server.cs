using System;
using System.Collections.Generic;
using System.Net;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The connection to the golden node: a node that loses it keeps its window, its disks and its neighbours, looks for the
/// golden node for <see cref="Deadlines.Rejoin"/>, and goes on at its position.</summary>
public sealed partial class NodeStateMachine
{
    private readonly List<Receipt> _receipts = [];
    private IPEndPoint? _server;
    private TimeSpan? _lostAt;
    private string _lostReason = "";
    private bool _isConnected = true;
    private bool _isReady;
    private bool _isRefused;
    private PlanChecked? _judged;
    private ParentLost? _loss;
    private Received? _received;

    private void OnConnected(NodeEvent.Connected connected)
    {
        _server = connected.Server;
        _isConnected = true;
        _heardAt = _now;
    }

    private void OnWelcome(Welcome welcome)
    {
        if (_node == 0)
        {
            (_node, _lostAt) = (welcome.Node, null);
            Publish(new NodeRunEvent.Joined(_server, _node));
        }
        else if (welcome.Node != _node)
            Leave(false, "the golden node has lost this run");
        else if (_lostAt is not null)
        {
            _lostAt = null;
            Publish(new NodeRunEvent.Rejoined(_server));
            ReportAgain();
        }
    }

    /// <summary>Comes again at the time that it was told; a node that never will be let in, or was in, leaves.</summary>
    private void OnRefused(Refused refused)
    {
        var reason = $"refused by the golden node: {refused.Reason}";
        if (_node != 0 || refused.RetryAfter == TimeSpan.Zero)
        {
            _isRefused = true;
            Leave(false, reason);
            return;
        }
        (_isConnected, _lostAt) = (false, null);
        _actions.Add(new NodeAction.JoinLater(refused.RetryAfter, reason));
    }

    /// <summary>Keeps everything and asks for another connection.</summary>
    private void LoseServer(string reason)
    {
        if (!_isConnected)
            return;
        _isConnected = false;
        if (_lostAt is null)
        {
            (_lostAt, _lostReason) = (_now, reason);
            Publish(new NodeRunEvent.ServerLost(reason));
        }
        _actions.Add(new NodeAction.Rejoin(Back: _node != 0));
    }

    private void OnJoinFailed(string reason) =>
        Leave(false, _lostAt is null ? reason : $"lost the golden node: {_lostReason}; {reason}");

    private void CheckServer()
    {
        if (_lostAt is { } lostAt && _pauses.SilenceSince(lostAt, _now) > deadlines.Rejoin)
            Leave(false, $"lost the golden node: {_lostReason}; not found again in {deadlines.Rejoin.TotalSeconds:0} s");
        else if (_isConnected && _pauses.SilenceSince(_heardAt, _now) is var silence && silence > deadlines.Silence)
            LoseServer($"silent for {silence.TotalSeconds:0.0} s");
    }

    /// <summary>Repeats what the golden node needs to know and may not have received. It ignores what it knows.</summary>
    private void ReportAgain()
    {
        if (Phase == NodePhase.Clearing)
            return;
        if (_isReady)
            Report(new Ready());
        if (_judged is not null)
            Report(_judged);
        if (_isMade)
            Report(new DisksReady());
        foreach (var receipt in _receipts)
            Report(receipt);
        if (_received is not null)
            Report(_received);
        if (_loss is not null)
            Report(_loss);
        if (_failure is not null)
            Report(new NodeFailed(_failure));
        if (_isInstalled)
            Report(new InstallComplete());
    }

    private void ForgetRound()
    {
        _receipts.Clear();
        (_received, _loss, _isReady) = (null, null, false);
        ForgetMade();
    }
}
