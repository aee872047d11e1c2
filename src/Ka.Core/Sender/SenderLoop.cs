using System;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The event loop of the sender: turns what happens into events of the <see cref="Coordinator"/> and carries out its
/// actions.</summary>
/// <remarks>The thread that steps it owns everything; posting is for any thread. Nothing that can block is called. All that it
/// knows of the world is the clock, control connections and <see cref="ISenderEffects"/>, so the simulation runs this very
/// class.</remarks>
/// <param name="publish">Gets every event; must not block.</param>
internal sealed class SenderLoop(CoordinatorOptions options, TimeProvider time, ISenderEffects effects, Action<RunEvent> publish)
    : IDisposable
{
    /// <summary>Unhandled messages of one connection. Its receiver waits when there are more.</summary>
    internal const int MostUnhandled = 256;

    // The verdict must reach a node before its connection ends.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly EventLoop<SenderEvent> _loop = new(time, Deadlines.TickInterval);
    private readonly Coordinator _coordinator = new(options);
    private readonly PeerTable _peers = new();
    private readonly EpochFence _fence = new();
    private ISenderRound? _round;
    private TimeSpan _farewellEnd;

    /// <summary>The result; null while the run lasts.</summary>
    public RunReport? Report { get; private set; }

    /// <summary>True when the run has ended and every node has learnt it or had the time to.</summary>
    public bool IsOver =>
        Report is not null && (_peers.All.Count == 0 || _loop.Now >= _farewellEnd) && _coordinator.IsFarewellOver(_loop.Now);

    /// <summary>From any thread; does not block.</summary>
    public void Post(SenderEvent happened) => _loop.Post(happened);

    /// <inheritdoc cref="Post(SenderEvent)"/>
    public void Post(CoordinatorEvent happened) => _loop.Post(new SenderEvent.Given(happened));

    /// <summary>Makes the entrance for the messages of one connection.</summary>
    public EventSource<SenderEvent> AddEntrance() => _loop.AddSource(MostUnhandled);

    /// <summary>Waits for an event or the next tick and handles it.</summary>
    public void Step() => _loop.Step(Dispatch, Tick);

    /// <summary>Handles an event that is there and a tick that is due.</summary>
    /// <returns>false: there was neither.</returns>
    public bool TryStep() => _loop.TryStep(Dispatch, Tick);

    /// <summary>Ends the round that runs; what is posted from now on is dropped.</summary>
    public void Dispose()
    {
        _loop.Close();
        _round?.Dispose();
    }

    private void Dispatch(SenderEvent happened)
    {
        switch (happened)
        {
            case SenderEvent.Entered entered when Report is null || entered.Request is Join { Back: true }:
                OnEntered(entered);
                break;
            case SenderEvent.Booted booted:
                OnBooted(booted);
                break;
            case SenderEvent.Said said when _peers.TryGet(said.Connection, out var peer):
                peer.HeardAt = _loop.Now;
                Decide(new CoordinatorEvent.FromNode(peer.Id, said.Message));
                break;
            case SenderEvent.Left left when _peers.Remove(left.Connection, out var peer):
                Decide(new CoordinatorEvent.NodeGone(peer.Id, left.Reason));
                break;
            case SenderEvent.OfRound of when of.By == _round:
                Decide(of.Happened);
                break;
            case SenderEvent.ChildAsked asked:
                OnChildAsked(asked);
                break;
            case SenderEvent.Given given:
                Decide(given.Event);
                break;
            default:
                // Of a connection, a round or a run that is over.
                break;
        }
    }

    private void OnEntered(SenderEvent.Entered entered)
    {
        var connection = entered.Connection;
        switch (entered.Request)
        {
            case Join { Back: true } join:
                var back = _peers.Add(connection, _loop.Now);
                Decide(new CoordinatorEvent.NodeReturned(back.Id, entered.Host, connection.Remote.Address, join.Identity));
                if (Report is not null)
                    connection.Finish();
                break;
            case Join join:
                var node = _peers.Add(connection, _loop.Now);
                var here = new IPEndPoint(connection.Local.Address, effects.DataPort);
                Decide(
                    new CoordinatorEvent.NodeJoined(
                        node.Id,
                        entered.Host,
                        new IPEndPoint(connection.Remote.Address, join.DataPort),
                        here
                    )
                    {
                        Identity = join.Identity,
                    }
                );
                break;
            case Go:
                OnGo(entered);
                break;
        }
    }

    private void OnGo(SenderEvent.Entered operatorEntered)
    {
        _ = operatorEntered.Connection.TrySend(
            _coordinator.WhyNotGo is { } why ? new Refused(why) : new StartAccepted((uint)_coordinator.Waiting)
        );
        Decide(new CoordinatorEvent.GoNow(operatorEntered.Connection.Remote.Address, operatorEntered.Host));
        operatorEntered.Connection.Finish();
    }

    private void OnBooted(SenderEvent.Booted booted)
    {
        _ = booted.Connection.TrySend(
            _coordinator.IsBootAwaited(booted.Node)
                ? new BootReportTaken()
                : new Refused("the first boot of this node is not awaited")
        );
        booted.Connection.Finish();
        Decide(new CoordinatorEvent.BootReported(booted.Node, booted.Report));
    }

    private void OnChildAsked(SenderEvent.ChildAsked asked)
    {
        var request = asked.Request;
        if (asked.By == _round)
            _round.Answer(request, _fence.Decide(request.Epoch, request.Position, request.OldestRetained));
        else
            (request as IDisposable)?.Dispose();
    }

    private void Tick() =>
        Decide(new CoordinatorEvent.Tick { Golden = _round?.Figures ?? default, Source = _round?.Progress ?? default });

    private void Decide(CoordinatorEvent happened)
    {
        var decision = _coordinator.Handle(happened, _loop.Now);
        if (Report is null)
            foreach (var published in decision.Events)
                publish(published);
        foreach (var action in decision.Actions)
            Do(action);
    }

    private void Do(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.Send send:
                // A connection that accepts nothing any more is reported by its receiver.
                if (_peers.TryGet(send.Node, out var peer))
                    _ = peer.Connection.TrySend(send.Message);
                break;
            case CoordinatorAction.CloseNode close:
                _peers.Close(close.Node);
                break;
            case CoordinatorAction.Adopt adopt:
                _peers.Adopt(adopt.Connection, adopt.Node);
                break;
            case CoordinatorAction.OpenSource:
                effects.OpenSource();
                break;
            case CoordinatorAction.StartRound start:
                _round = effects.StartRound(start.Keys);
                break;
            case CoordinatorAction.EndRound:
                EndRound();
                break;
            case CoordinatorAction.ExpectChild expect:
                if (_fence.Heed(expect.Epoch, expect.Expected))
                    _round?.ExpectChild(expect.Expected);
                break;
            case CoordinatorAction.PrepareRelease prepare:
                effects.PrepareRelease(prepare);
                break;
            case CoordinatorAction.EndRun end:
                SayFarewell(end.Report);
                break;
        }
    }

    private void EndRound()
    {
        if (_round is { } over)
            effects.EndRound(over);
        _round = null;
    }

    /// <summary>Gives the nodes time to end their connections. A node that was silent before will not.</summary>
    private void SayFarewell(RunReport report)
    {
        Report = report;
        _farewellEnd = _loop.Now + s_farewell;
        foreach (var peer in _peers.All.ToList())
        {
            peer.Connection.Finish();
            if (_loop.Now - peer.HeardAt > s_farewell * 2)
                _peers.Remove(peer.Connection, out _);
        }
    }
}
