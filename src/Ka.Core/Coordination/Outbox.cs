using System;
using System.Collections.Generic;
using Ka.Wire;

namespace Ka.Coordination;

/// <summary>What is decided during one event: the time it happened at, and the actions that come of it.</summary>
internal sealed class Outbox
{
    private List<CoordinatorAction> _actions = [];

    public TimeSpan Now { get; private set; }

    /// <summary>Starts a new event.</summary>
    /// <returns>Filled while it is dealt with.</returns>
    public IReadOnlyList<CoordinatorAction> Open(TimeSpan now)
    {
        Now = now;
        return _actions = [];
    }

    public void Add(CoordinatorAction action) => _actions.Add(action);

    public void Send(Member member, ControlMessage message)
    {
        member.SentAt = Now;
        Add(new CoordinatorAction.Send(member.Node, message));
    }

    public void Close(Member member) => Add(new CoordinatorAction.CloseNode(member.Node));

    public void Note(Member member, string text, NodeChange change = NodeChange.Other) => Add(new CoordinatorAction.Note(member.Node, text, change));
}
