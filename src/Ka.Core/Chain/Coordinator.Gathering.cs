using System.Linq;
using Ka.Wire;

namespace Ka.Chain;

/// <summary>From the first node to the start.</summary>
public sealed partial class Coordinator
{
    private void OnJoined(CoordinatorEvent.NodeJoined joined)
    {
        ReplaceOlder(joined);
        if (Phase is not RunPhase.Gathering)
        {
            if (Phase is not RunPhase.Ended)
                Refuse(joined.Node, "the run has started without this node");
            return;
        }
        var member = new Member(joined.Node, joined.Host, joined.Address, joined.Golden) { HeardAt = _now };
        _members.Add(member.Node, member);
        _byAddress[member.Address] = member;
        Send(member, new Welcome(member.Node));
        Send(member, new Waiting((uint)_members.Count, (uint)_plan.Nodes));
        _waitingChanged = _members.Count > 1;
        if (_members.Count >= _plan.Nodes)
            StartRun();
    }

    /// <summary>A node that comes back under the same address is a new node; the old one cannot be alive.</summary>
    private void ReplaceOlder(CoordinatorEvent.NodeJoined joined)
    {
        if (!_byAddress.TryGetValue(joined.Address, out var older) || !_members.ContainsKey(older.Node))
            return;
        Lose(older, "came back as a new node");
        _actions.Add(new CoordinatorAction.CloseNode(older.Node));
    }

    private void Refuse(uint node, string reason)
    {
        _actions.Add(new CoordinatorAction.Send(node, new Refused(reason)));
        _actions.Add(new CoordinatorAction.CloseNode(node));
    }

    private void TellWaiting()
    {
        _waitingChanged = false;
        foreach (var member in _members.Values)
            Send(member, new Waiting((uint)_members.Count, (uint)_plan.Nodes));
    }

    private void StartRun()
    {
        Phase = RunPhase.Running;
        _started = _members.Values.OrderBy(member => (member.Address, member.Node), ChainOrder.Instance).ToList();
        _lacking = _started.Count;
        _actions.Add(new CoordinatorAction.StartProducer());
        for (var i = 0; i < _started.Count; i++)
        {
            _line.Append(_started[i]);
            Send(_started[i], new Start(_plan.Run, _plan.DataKey, _plan.ChainKey, (uint)i + 1, (uint)_started.Count));
            Order(_started[i], _started[i].Previous!);
        }
    }
}
