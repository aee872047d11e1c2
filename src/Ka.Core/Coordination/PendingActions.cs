using System;
using System.Collections.Generic;
using Ka.Coordination.Events;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>The time of the current event, and the actions and events decided so far.</summary>
internal sealed class PendingActions
{
    private List<CoordinatorAction> _actions = [];
    private List<RunEvent> _events = [];

    public TimeSpan Now { get; private set; }

    /// <summary>Begins another event.</summary>
    /// <returns>Filled while the event is handled.</returns>
    public Decision Open(TimeSpan now)
    {
        Now = now;
        return new Decision(_actions = [], _events = []);
    }

    public void Add(CoordinatorAction action) => _actions.Add(action);

    public void Publish(RunEvent happened) => _events.Add(happened);

    public void Send(NodeRecord node, ControlMessage message)
    {
        node.SentAt = Now;
        Add(new CoordinatorAction.Send(node.Node, message));
    }

    public void Close(NodeRecord node) => Add(new CoordinatorAction.CloseNode(node.Node));

    /// <summary>Publishes a line about a node.</summary>
    public void Note(NodeRecord node, string text, NodeChange change = NodeChange.Other) =>
        Publish(new RunEvent.NodeChanged(node.Name, text, change));

    /// <summary>Changes the stage of a node and publishes it.</summary>
    public void Reach(NodeRecord node, NodeStage stage, string reason = "")
    {
        node.Stage = stage;
        Publish(new RunEvent.NodeReached(node.Name, stage, reason));
    }
}
