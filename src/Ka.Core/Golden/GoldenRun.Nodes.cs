using System.Net;
using Ka.Chain;
using Ka.Coordination;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <content>Who comes, what nodes say, and what they are told.</content>
public sealed partial class GoldenRun
{
    private void Admit(AuthenticatedPeer guest, Join join)
    {
        // Whose hardware address is wanted is known when it has said what it is made of.
        if (_plan.Only is { } only && !only.MayMatch(guest.Connection.Remote.Address))
        {
            TurnAway(guest.Connection);
            return;
        }
        var node = new GoldenNode((uint)_nodes.Count + 1, guest.Host, guest.Connection, _coordinator.Round + 1);
        _nodes.Add(node.Id, node);
        _byConnection.Add(node.Connection, node);
        Decide(new CoordinatorEvent.NodeJoined(node.Id, node.Host,
            new IPEndPoint(node.Address, join.DataPort),
            new IPEndPoint(node.Connection.Local.Address, _dataPort)));
    }

    private void TurnAway(Connection connection)
    {
        if (_turnedAway++ < MostTurnedAwayShown)
            _report(new GoldenEvent.TurnedAway($"{connection.Remote.Address}: {NodeFilter.Refusal}"));
        _ = connection.TrySend(new Refused(NodeFilter.Refusal));
        connection.Finish();
    }

    /// <summary>By now it has said what it is made of, if it ever does.</summary>
    private bool IsWanted(GoldenNode node)
    {
        if (_plan.Only is not { } only || only.Matches(node.Address, node.Host, node.Inventory))
            return true;
        Decide(new CoordinatorEvent.NotWanted(node.Id, NodeFilter.Refusal));
        return false;
    }

    private void StartEarly(AuthenticatedPeer guest)
    {
        var (connection, nodes) = (guest.Connection, (uint)_coordinator.Waiting);
        if (_coordinator.WhyNotGo is { } why)
            _ = connection.TrySend(new Refused(why));
        else
        {
            _report(new GoldenEvent.ToldToGo(connection.Remote.Address, guest.Host));
            _ = connection.TrySend(new Going(nodes));
            Decide(new CoordinatorEvent.GoNow());
        }
        connection.Finish();
    }

    private void Note(GoldenNode node, ControlMessage message)
    {
        switch (message)
        {
            case Status status:
                (node.PlainBytes, node.Received) = (status.PlainBytes, status.ReceivedTo);
                break;
            case Receipt receipt:
                node.Add(receipt);
                break;
            case PlanJudged judged when node.Judged is null && IsWanted(node):
                node.Judged = judged;
                _report(new GoldenEvent.NodeJudged(node.Id, node.Address, node.Host, judged));
                break;
            case Step step:
                _report(new GoldenEvent.NodeStepped(node.Id, node.Address, node.Host, step));
                break;
            case Made:
                Reach(node, NodeStage.Made);
                break;
            case Installed:
                Reach(node, NodeStage.Installed);
                break;
            case Inventory inventory when node.Inventory is null:
                node.Inventory = inventory;
                _report(new GoldenEvent.NodeDescribed(node.Id, node.Address, node.Host, inventory));
                break;
        }
    }

    /// <summary>It is not there any more, or nothing more is said to it. Told once, and only of one whose verdict was not told.</summary>
    private void Lose(GoldenNode node, string reason, bool isGone = true)
    {
        node.IsGone |= isGone;
        if (!node.IsAnnounced || node.IsReleased || node.IsLost || _farewells.Has(node))
            return;
        node.IsLost = true;
        Reach(node, NodeStage.Gone, reason);
    }

    private void Reach(GoldenNode node, NodeStage stage, string reason = "") =>
        _report(new GoldenEvent.NodeReached(node.Id, node.Address, node.Host, stage, reason));

    /// <summary>What an order means for the node, for whoever watches.</summary>
    private void Tell(GoldenNode node, ControlMessage order)
    {
        switch (order)
        {
            case Wire.Proceed:
                Reach(node, NodeStage.Making);
                break;
            case Start:
                node.Begin(_coordinator.Round);
                Reach(node, NodeStage.Receiving);
                break;
            case AttachTo attach:
                _report(new GoldenEvent.NodeAttached(node.Id, node.Address, attach.Parent));
                break;
            case NextRound next:
                Reach(node, NodeStage.NextRound, next.Reason);
                break;
            case Abort abort:
                node.IsLost = true;
                Reach(node, NodeStage.Failed, abort.Reason);
                break;
        }
    }

    private void Send(GoldenNode node, ControlMessage message)
    {
        Tell(node, message);
        if (message is Waiting waiting && !node.IsAnnounced)
        {
            node.IsAnnounced = true;
            _report(new GoldenEvent.NodeJoined(node.Id, node.Address, node.Host, (int)waiting.Joined, _plan.Nodes, node.JoinedFor));
        }
        if (message is Refused refused && _turnedAway++ < MostTurnedAwayShown)
            _report(new GoldenEvent.TurnedAway($"{node.Address} ({node.Host}): {refused.Reason}"));
        if (message is Release last)
            _report(new GoldenEvent.NodeEnded(node.Id, node.Address, node.Host, last.Verdict, last.Reason, node.Inventory));
        if (message is Release { Verdict: Verdict.Done } release && _farewells.Keep(node, release, _clock.Now))
            return;
        // One that takes nothing any more is heard of by its receiving thread.
        _ = node.Connection.TrySend(message);
        node.IsReleased |= message is Release;
    }
}
