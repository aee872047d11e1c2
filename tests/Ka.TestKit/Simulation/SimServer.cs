using System;
using System.Collections.Generic;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>The golden node: the real <see cref="Coordinator"/> and <see cref="EpochFence"/>, with a simulated
/// producer.</summary>
public sealed class SimServer(SimRoom room, CoordinatorOptions plan) : SimPeer(room, 0)
{
    private static readonly IPEndPoint s_golden = new(IPAddress.Parse("10.0.0.1"), 30764);

    private readonly Coordinator _coordinator = new(plan);
    private readonly EpochFence _gate = new();
    private readonly HashSet<uint> _closed = [];
    private bool _producing;

    public RunReport? Outcome { get; private set; }

    public TimeSpan EndedAt { get; private set; }

    public int Rounds { get; private set; }

    /// <summary>Gets what happens and what is decided, with the time.</summary>
    public Action<string>? Log { get; set; }

    /// <summary>What was said to the operator.</summary>
    public List<string> Notes { get; } = [];

    protected override long Consumed => long.MaxValue;

    public void Begin() => After(Deadlines.TickInterval, Tick);

    public void OnJoined(SimNode node) =>
        Handle(new CoordinatorEvent.NodeJoined(node.Id, BytePath.FromText($"n{node.Id}"), Room.AddressOf(node.Id), s_golden));

    public void OnMessage(SimNode node, ControlMessage message)
    {
        if (!_closed.Contains(node.Id))
            Handle(new CoordinatorEvent.FromNode(node.Id, message));
    }

    public void OnControlClosed(SimNode node, string reason)
    {
        if (_closed.Add(node.Id))
            Handle(new CoordinatorEvent.NodeGone(node.Id, reason));
    }

    public void Go() => Handle(new CoordinatorEvent.GoNow(IPAddress.Loopback, default));

    public void FailProducer(string reason) => Handle(new CoordinatorEvent.ProducerFailed(reason));

    public override void OnDialled(SimHop hop)
    {
        if (!IsOfThisRound(hop))
            return;
        var answer = _gate.Decide(hop.Epoch, hop.Position, Oldest);
        if (answer == AttachStatus.Accepted)
            Serve(hop);
        else
            hop.Refuse(answer, Oldest);
    }

    protected override void CloseConnections()
    {
        DropChild("connection reset");
        foreach (var node in Room.Nodes)
            if (_closed.Add(node.Id))
                Send(node, () => node.OnControlClosed("connection reset"));
    }

    protected override void OnRoom()
    {
        Trim();
        while (_producing && HasRoom)
            Produce();
    }

    protected override void OnKnowledge() { }

    private void Produce()
    {
        var cell = Room.GoldenCell(Received);
        Put(cell);
        Trim();
        if (!Room.IsLast(cell))
            return;
        _producing = false;
        Room.OnSent();
        var end = new StreamEnd(Received, Room.GoldenHash, true, 0, 0);
        Handle(new CoordinatorEvent.StreamSent(new SentStream(1, SimRoom.StreamName, end)));
        Handle(new CoordinatorEvent.ProducerEnded(Received, SourceReport.Clean));
    }

    private void Tick()
    {
        Handle(new CoordinatorEvent.Tick { Golden = Figures(TimeSpan.Zero) });
        After(Deadlines.TickInterval, Tick);
    }

    private void Handle(CoordinatorEvent happened)
    {
        if (happened is not (CoordinatorEvent.Tick or CoordinatorEvent.FromNode { Message: Status }))
            Write(happened);
        var decision = _coordinator.Handle(happened, Room.Time.Now);
        foreach (var published in decision.Events)
            if (published is RunEvent.NodeChanged note)
                Notes.Add($"{Room.Time.Now.TotalSeconds:0.000} node {note.Node.Id}: {note.What}");
        foreach (var action in decision.Actions)
        {
            if (action is not CoordinatorAction.Send { Message: Keepalive or Waiting })
                Write(action);
            Obey(action);
        }
    }

    private void Write(object what) => Log?.Invoke($"{Room.Time.Now.TotalSeconds, 9:0.000} {what}");

    private void Obey(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.Send send when !_closed.Contains(send.Node):
                var to = Room.Node(send.Node);
                Send(to, () => to.OnControl(send.Message));
                break;
            case CoordinatorAction.CloseNode close when _closed.Add(close.Node):
                var node = Room.Node(close.Node);
                Send(node, () => node.OnControlClosed("closed by the golden node"));
                break;
            case CoordinatorAction.StartRound start:
                StartOver();
                Run = start.Keys.Run;
                Rounds++;
                _producing = true;
                Room.OnStart();
                OnRoom();
                break;
            case CoordinatorAction.ExpectChild expected when _gate.Heed(expected.Epoch, expected.Expected):
                OnExpectation(expected.Expected);
                break;
            case CoordinatorAction.OpenSource:
                After(TimeSpan.Zero, () => Handle(new CoordinatorEvent.SourceOpened([SimRoom.StreamName])));
                break;
            case CoordinatorAction.EndRun end:
                Outcome = end.Report;
                EndedAt = Room.Time.Now;
                break;
        }
    }
}
