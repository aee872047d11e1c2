using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Relay;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>The sender's side of a run: turns what happens into events of the <see cref="Coordinator"/> and carries out its
/// actions.</summary>
/// <remarks>One thread, the caller of <see cref="Run"/>, owns everything. Nothing that can block is called on it: sources are
/// opened and rounds are closed by <see cref="JobThread"/>s, listeners have threads of their own.</remarks>
public sealed class SenderRun : IDisposable
{
    /// <summary>Unhandled messages of one connection. Its receiving thread waits when there are more.</summary>
    private const int MostUnhandled = 256;

    // The verdict must reach a node before its connection ends.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    // A dead disk that is being read for the next round is not waited for.
    private static readonly TimeSpan s_lastJob = TimeSpan.FromSeconds(5);

    private readonly SenderOptions _plan;
    private readonly SessionRouter? _ports;
    private readonly StreamSource _source;
    private readonly Action<RunEvent> _publish;
    private readonly SummaryPublisher _tellers;
    private readonly EventLoop<SenderEvent> _loop = new(TimeProvider.System, Deadlines.TickInterval);
    private readonly ConcurrentDictionary<Connection, EventSource<SenderEvent>> _entrances = new();
    private readonly Coordinator _coordinator;
    private readonly PeerTable _peers = new();
    private readonly EpochFence _fence = new();
    private readonly Wakeup _wakeup = new();
    private readonly JobThread _rounds;
    private readonly JobThread _releases;
    private ushort _dataPort;
    private Fd? _dataListener;
    private IReadOnlyList<IStreamProducer>? _producers;
    private SenderRound? _round;
    private RunReport? _report;

    /// <param name="publish">Gets every event, on the loop's thread; must not block.</param>
    /// <param name="ports">Shared with other runs; null: a control port of its own.</param>
    /// <param name="status">Gets every event before <paramref name="publish"/> does; null: only operators who ask see it.</param>
    public SenderRun(
        SenderOptions plan,
        StreamSource source,
        Action<RunEvent> publish,
        SessionRouter? ports = null,
        RunStatus? status = null
    )
    {
        status ??= new RunStatus();
        (_plan, _source, _ports) = (plan, source, ports);
        _publish = status.Apply + publish;
        _tellers = new SummaryPublisher(status);
        _coordinator = new Coordinator(OptionsOf(plan, source.Repeats));
        _rounds = new JobThread("rounds", Fail);
        _releases = new JobThread("releases", Fail);
    }

    /// <summary>Stops the run, as the operator wants it; every node receives the reason. Any thread.</summary>
    public void Interrupt() => Post(new CoordinatorEvent.Stopped("stopped by the operator"));

    /// <summary>Any thread, after <see cref="RunEvent.AllJudged"/>: allows that the disks of the fitting nodes in it are
    /// erased.</summary>
    public void Proceed() => Post(new CoordinatorEvent.Proceed());

    /// <summary>From any thread, after <see cref="RunEvent.AllJudged"/>: the disks of the nodes in it may not be
    /// erased.</summary>
    public void CallOff(string reason) => Post(new CoordinatorEvent.CallOff(reason));

    /// <summary>Waits for the nodes, sends, and waits for every node's verdict.</summary>
    /// <exception cref="LinuxException">The source or a port cannot be opened; nothing was sent.</exception>
    /// <exception cref="LayoutException">A partition cannot be sent.</exception>
    /// <exception cref="ToolException">The contents of a partition cannot be determined.</exception>
    public RunState Run()
    {
        OnSourceOpened(_source.Open());
        _dataListener = DataPort.Open(_plan.Bind, _plan.DataPort, out _dataPort);
        using var own = _ports is null ? new SessionRouter(_plan.Bind, _plan.ControlPort, _plan.Token, _plan.Session) : null;
        using var attached = (_ports ?? own!).Attach(_plan.Session, OnPort);
        _publish(
            new RunEvent.Listening(_plan.Session, new IPEndPoint(_plan.Bind, _plan.ControlPort), _plan.Nodes, _plan.Token is null)
        );
        while (_report is null)
            _loop.Step(Dispatch, Tick);
        SayFarewell();
        _tellers.End();
        return _report.State;
    }

    public void Dispose()
    {
        _loop.Close();
        _round?.Dispose();
        _releases.Finish(s_lastJob);
        // A relay that is left behind still uses them.
        if (!_rounds.Finish(s_lastJob))
            return;
        _dataListener?.Dispose();
        _wakeup.Dispose();
    }

    private static CoordinatorOptions OptionsOf(SenderOptions plan, bool sourceRepeats) =>
        new(plan.Nodes, RandomRun(), Bytes32.Random(), Bytes32.Random(), Deadlines.Standard)
        {
            Patience = plan.Patience,
            Least = plan.Least,
            Rounds = plan.Rounds,
            SourceRepeats = sourceRepeats,
            Install = plan.Install,
            Late = plan.Late,
            StepPatience = plan.StepPatience,
            Only = plan.Only,
            ReleaseDelay = plan.ReleaseDelay,
            PreparesRelease = plan.PrepareRelease is not null,
        };

    private static UInt128 RandomRun()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private void Post(CoordinatorEvent happened) => _loop.Post(new SenderEvent.Given(happened));

    private void Fail(Exception failure) => Post(new CoordinatorEvent.ProducerFailed(failure.Message));

    /// <summary>From the threads of the control port. A connection whose messages are not handled yet waits here.</summary>
    private void OnPort(object happened)
    {
        switch (happened)
        {
            case ControlListener.Entered entered:
                _loop.Post(new SenderEvent.Entered(entered.Peer));
                break;
            case ControlListener.Said said:
                _entrances
                    .GetOrAdd(said.Connection, _ => _loop.AddSource(MostUnhandled))
                    .TryPost(new SenderEvent.Said(said.Connection, said.Message));
                break;
            case ControlListener.Left left:
                _entrances.TryRemove(left.Connection, out _);
                _loop.Post(new SenderEvent.Left(left.Connection, left.Reason));
                break;
            case ControlListener.TurnedAway away:
                Post(new CoordinatorEvent.StrangerRejected(away.Reason));
                break;
        }
    }

    private void Dispatch(SenderEvent happened)
    {
        switch (happened)
        {
            case SenderEvent.Entered { Peer: var peer }:
                OnEntered(peer);
                break;
            case SenderEvent.Said said when _peers.TryGet(said.Connection, out var peer):
                peer.HeardAt = _loop.Now;
                Decide(new CoordinatorEvent.FromNode(peer.Id, said.Message));
                break;
            case SenderEvent.Left left when _peers.Remove(left.Connection, out var peer):
                Decide(new CoordinatorEvent.NodeGone(peer.Id, left.Reason));
                break;
            case SenderEvent.SourceOpened opened:
                OnSourceOpened(opened.Producers);
                break;
            case SenderEvent.Produced produced when produced.Round == _round:
                OnProduced(produced.Result);
                break;
            case SenderEvent.Relayed relayed when relayed.Round == _round:
                OnRelay(relayed.Event);
                break;
            case SenderEvent.Given given:
                Decide(given.Event);
                break;
            case SenderEvent.Said or SenderEvent.Left or SenderEvent.Produced or SenderEvent.Relayed:
                // Of a connection or a round that is over.
                break;
        }
    }

    private void OnEntered(AuthenticatedPeer peer)
    {
        switch (peer.Request)
        {
            case Join { Back: true } join:
                var back = _peers.Add(peer.Connection, _loop.Now);
                Decide(new CoordinatorEvent.NodeReturned(back.Id, peer.Host, peer.Connection.Remote.Address, join.Identity));
                break;
            case Join join:
                var node = _peers.Add(peer.Connection, _loop.Now);
                Decide(
                    new CoordinatorEvent.NodeJoined(
                        node.Id,
                        peer.Host,
                        new IPEndPoint(peer.Connection.Remote.Address, join.DataPort),
                        new IPEndPoint(peer.Connection.Local.Address, _dataPort)
                    )
                    {
                        Identity = join.Identity,
                    }
                );
                break;
            case Go:
                OnGo(peer);
                break;
            case RunSummaryRequest request:
                _tellers.Tell(peer, request);
                break;
        }
    }

    private void OnGo(AuthenticatedPeer peer)
    {
        _ = peer.Connection.TrySend(
            _coordinator.WhyNotGo is { } why ? new Refused(why) : new StartAccepted((uint)_coordinator.Waiting)
        );
        Decide(new CoordinatorEvent.GoNow(peer.Connection.Remote.Address, peer.Host));
        peer.Connection.Finish();
    }

    private void OnSourceOpened(IReadOnlyList<IStreamProducer> producers)
    {
        _producers = producers;
        Decide(new CoordinatorEvent.SourceOpened([.. producers.Select(producer => producer.Name)]));
    }

    private void OnProduced(ProducerResult result)
    {
        switch (result)
        {
            case ProducerResult.Completed completed:
                _round!.Completed = completed;
                foreach (var stream in completed.Streams)
                    Decide(new CoordinatorEvent.StreamSent(stream));
                Decide(new CoordinatorEvent.ProducerEnded(completed.End, completed.Report));
                break;
            case ProducerResult.Failed failed:
                Decide(new CoordinatorEvent.ProducerFailed(failed.Reason));
                break;
        }
    }

    private void OnRelay(RelayEvent relayed)
    {
        switch (relayed)
        {
            case RelayEvent.ChildRequested asked:
                var attach = asked.Request.Attach;
                _round!.Relay.Answer(asked.Request, _fence.Decide(attach.Epoch, attach.Position, _round.Oldest));
                break;
            case RelayEvent.Failed failed:
                Decide(new CoordinatorEvent.ProducerFailed($"relay: {failed.Reason}"));
                break;
        }
    }

    private void Tick() =>
        Decide(new CoordinatorEvent.Tick { Golden = _round?.Figures ?? default, Source = _round?.Progress ?? default });

    private void Decide(CoordinatorEvent happened)
    {
        var decision = _coordinator.Handle(happened, _loop.Now);
        foreach (var published in decision.Events)
            _publish(published);
        foreach (var action in decision.Actions)
            Do(action);
    }

    private void Do(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.Send send:
                // A connection that accepts nothing any more is reported by its receiving thread.
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
                _rounds.Add(OpenSource);
                break;
            case CoordinatorAction.StartRound start:
                _round = new SenderRound(
                    _producers!,
                    _plan,
                    start.Keys,
                    new SenderRoundPorts(_dataListener!, _wakeup, _loop.Post)
                );
                break;
            case CoordinatorAction.EndRound:
                EndRound();
                break;
            case CoordinatorAction.ExpectChild expect:
                if (_fence.Heed(expect.Epoch, expect.Expected))
                    _round?.Relay.ExpectChild(expect.Expected);
                break;
            case CoordinatorAction.PrepareRelease prepare:
                _releases.Add(() => PrepareRelease(prepare));
                break;
            case CoordinatorAction.EndRun end:
                _report = end.Report;
                break;
        }
    }

    private void OpenSource()
    {
        try
        {
            _loop.Post(new SenderEvent.SourceOpened(_source.Open()));
        }
        catch (Exception e) when (e is LinuxException or LayoutException or ToolException)
        {
            // It was there for the round before.
            Fail(e);
        }
    }

    /// <summary>Puts a round away on another thread: its producer may hang in a read. The source is opened again only after
    /// that.</summary>
    private void EndRound()
    {
        if (_round is { } over)
            _rounds.Add(over.Dispose);
        _round = null;
    }

    private void PrepareRelease(CoordinatorAction.PrepareRelease prepare)
    {
        try
        {
            _plan.PrepareRelease!(prepare.Node, prepare.Inventory);
        }
        finally
        {
            Post(new CoordinatorEvent.ReleasePrepared(prepare.Node.Id));
        }
    }

    /// <summary>Gives the nodes time to end their connections. A node that was silent before will not.</summary>
    private void SayFarewell()
    {
        var deadline = _loop.Now + s_farewell;
        foreach (var peer in _peers.All.ToList())
        {
            peer.Connection.Finish();
            if (_loop.Now - peer.HeardAt > s_farewell * 2)
                _peers.Remove(peer.Connection, out _);
        }
        while (_peers.All.Count > 0 && _loop.TryTake(deadline - _loop.Now, out var happened))
            if (happened is SenderEvent.Left left)
                _peers.Remove(left.Connection, out _);
    }
}
