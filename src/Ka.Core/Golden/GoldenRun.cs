using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Chain;
using Ka.Coordination;
using Ka.Disks;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Golden;

/// <summary>The sender's side of a run: carries events to the coordinator and does what it says. Everything that happens, on
/// whatever thread, comes through one queue to the thread that called <see cref="Run"/>.</summary>
public sealed partial class GoldenRun : IDisposable
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    // Strangers who knock for hours do not get to fill the operator's screen.
    private const int MostTurnedAwayShown = 100;

    // The last word must reach a node before its connection ends.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly GoldenPlan _plan;
    private readonly GoldenPorts? _ports;
    private readonly GoldenSource _source;
    private readonly Action<GoldenEvent> _report;
    private readonly BoardTellers _tellers;
    private readonly BlockingCollection<object> _happened = [];
    private readonly Coordinator _coordinator;
    private readonly Dictionary<uint, GoldenNode> _nodes = [];
    private readonly Dictionary<Connection, GoldenNode> _byConnection = [];
    private readonly ChildGate _gate = new();
    private readonly Wakeup _wakeup = new();
    private readonly RunClock _clock = new();
    private readonly List<RunReport.Round> _rounds = [];
    private readonly Farewells _farewells;
    private ushort _dataPort;
    private Fd? _dataListener;
    private IReadOnlyList<IStreamProducer>? _nextProducers;
    private Transmission? _transmission;
    private RunOutcome? _outcome;
    private int _turnedAway;
    private bool _interrupted;
    private TimeSpan _progressAt;

    /// <param name="ports">Shared with other runs; null: a control port of its own.</param>
    /// <param name="board">Is told of everything before <paramref name="report"/> is; null: only operators who ask see it.</param>
    public GoldenRun(GoldenPlan plan, GoldenSource source, Action<GoldenEvent> report, GoldenPorts? ports = null, RunBoard? board = null)
    {
        board ??= new RunBoard();
        _tellers = new BoardTellers(board);
        _ports = ports;
        _plan = plan;
        _source = source;
        _report = board.Take + report;
        _coordinator = new Coordinator(new RunPlan(plan.Nodes, RandomRun(), Bytes32.Random(), Bytes32.Random(), Deadlines.Standard)
        {
            Patience = plan.Patience,
            Least = plan.Least,
            Rounds = plan.Rounds,
            SourceRepeats = source.Repeats,
            Install = plan.Install,
            StepPatience = plan.StepPatience,
        });
        _farewells = new Farewells(plan.ReleaseDelay);
    }

    private sealed record Interruption;

    private sealed record Answer(string? Refusal);

    /// <summary>From any thread: the operator wants it to end. Every node is told.</summary>
    public void Interrupt() => _happened.Add(new Interruption());

    /// <summary>From any thread, after <see cref="GoldenEvent.AllJudged"/>: the disks of the nodes whom the plan fits are to be erased.</summary>
    public void Proceed() => _happened.Add(new Answer(null));

    /// <summary>From any thread, after <see cref="GoldenEvent.AllJudged"/>: nothing is to be touched.</summary>
    public void CallOff(string reason) => _happened.Add(new Answer(reason));

    /// <summary>Waits for the nodes, sends, and waits for every node's last word.</summary>
    /// <exception cref="LinuxException">The source or a port cannot be had; nothing was sent.</exception>
    /// <exception cref="LayoutException">A partition cannot be sent.</exception>
    /// <exception cref="ToolException">Nobody can say what is on a partition.</exception>
    public RunState Run()
    {
        _nextProducers = _source.Open();
        _dataListener = DataPort.Open(_plan.Bind, _plan.DataPort, out _dataPort);
        using var own = _ports is null ? new GoldenPorts(_plan.Bind, _plan.ControlPort, _plan.Token, _plan.Session) : null;
        using var attached = (_ports ?? own!).Attach(_plan.Session, _happened.Add);
        _report(new GoldenEvent.Listening(_plan.Session, new IPEndPoint(_plan.Bind, _plan.ControlPort), _plan.Nodes, _plan.Token is null));
        while (_outcome is null || _farewells.AreDue)
            Step();
        SayFarewell();
        var report = Report(_outcome);
        _report(new GoldenEvent.Ended(report));
        _tellers.End();
        return report.State;
    }

    public void Dispose()
    {
        _transmission?.Dispose();
        _dataListener?.Dispose();
    }

    private void Step()
    {
        if (_happened.TryTake(out var happened, Deadlines.TickInterval))
            Dispatch(happened);
        if (_clock.IsTickDue())
            Tick();
    }

    private void Dispatch(object happened)
    {
        switch (happened)
        {
            case ControlListener.Entered { Peer: { Request: Join { Back: true } } guest }:
                _ = guest.Connection.TrySend(new Refused("this run holds no place for this node"));
                guest.Connection.Finish();
                break;
            case ControlListener.Entered { Peer: { Request: Join join } guest }:
                Admit(guest, join);
                break;
            case ControlListener.Entered { Peer: { Request: Go } guest }:
                StartEarly(guest);
                break;
            case ControlListener.Entered { Peer: { Request: Look look } guest }:
                _tellers.Tell(guest, look);
                break;
            case ControlListener.Said said when _byConnection.TryGetValue(said.Connection, out var node):
                node.HeardAt = _clock.Now;
                Note(node, said.Message);
                Decide(new CoordinatorEvent.FromNode(node.Id, said.Message));
                break;
            case ControlListener.Left left when _byConnection.Remove(left.Connection, out var node):
                Lose(node, left.Reason);
                Decide(new CoordinatorEvent.NodeGone(node.Id, left.Reason));
                break;
            case ControlListener.TurnedAway away when _turnedAway++ < MostTurnedAwayShown:
                _report(new GoldenEvent.TurnedAway(away.Reason));
                break;
            case Transmission.Said said when said.By == _transmission:
                Dispatch(said.What);
                break;
            case StreamPump.Completed completed:
                Complete(completed);
                break;
            case StreamPump.Failed failed:
                Decide(new CoordinatorEvent.ProducerFailed(failed.Reason));
                break;
            case RelayEvent relayed:
                OnRelay(relayed);
                break;
            case Answer answer:
                Decide(answer.Refusal is { } refusal ? new CoordinatorEvent.ProducerFailed(refusal) : new CoordinatorEvent.Proceed());
                break;
            case Interruption:
                _interrupted = true;
                _farewells.Hurry();
                Decide(new CoordinatorEvent.ProducerFailed("stopped by the operator"));
                break;
        }
    }

    private void Complete(StreamPump.Completed completed)
    {
        _transmission!.Completed = completed;
        _clock.TransferEnded();
        foreach (var note in completed.Report.Notes)
            _report(new GoldenEvent.SourceNoted(note));
        foreach (var stream in completed.Streams)
            Decide(new CoordinatorEvent.StreamSent(stream));
        Decide(new CoordinatorEvent.ProducerEnded(completed.End));
    }

    private void OnRelay(RelayEvent relayed)
    {
        switch (relayed)
        {
            case RelayEvent.ChildRequested asked:
                var attach = asked.Request.Attach;
                var answer = _gate.Decide(attach.Epoch, attach.Position, _transmission!.Oldest);
                _transmission.Relay.Answer(asked.Request, answer);
                break;
            case RelayEvent.Failed failed:
                Decide(new CoordinatorEvent.ProducerFailed($"relay: {failed.Reason}"));
                break;
        }
    }

    private void Decide(CoordinatorEvent happened)
    {
        foreach (var action in _coordinator.Handle(happened, _clock.Now))
            Do(action);
    }

    private void Do(CoordinatorAction action)
    {
        switch (action)
        {
            case CoordinatorAction.Send send when !_nodes[send.Node].IsGone:
                Send(_nodes[send.Node], send.Message);
                break;
            // A released node may wait for the end of the run, which is the end of its connection.
            case CoordinatorAction.CloseNode close when !_nodes[close.Node].IsReleased && !_farewells.Has(_nodes[close.Node]):
                Lose(_nodes[close.Node], "", isGone: false);
                _nodes[close.Node].Connection.Finish();
                break;
            case CoordinatorAction.StartRound start:
                StartRound(start.Keys);
                break;
            case CoordinatorAction.EndRound:
                EndRound();
                break;
            case CoordinatorAction.ExpectChild expect when _gate.Heed(expect.Epoch, expect.Expected):
                _transmission?.Relay.ExpectChild(expect.Expected);
                break;
            case CoordinatorAction.AskToProceed:
                _report(new GoldenEvent.AllJudged([.. _nodes.Values.Where(node => !node.IsGone && node.Judged is not null)
                    .Select(node => new GoldenEvent.NodeJudged(node.Id, node.Address, node.Host, node.Judged!))]));
                break;
            case CoordinatorAction.Note note:
                _report(new GoldenEvent.NodeChanged(note.Node, _nodes[note.Node].Address, note.Text, note.Change));
                break;
            case CoordinatorAction.EndRun end:
                EndRound();
                _outcome = end.Outcome;
                break;
        }
    }

    private void StartRound(RoundKeys keys)
    {
        _clock.Started();
        try
        {
            var producers = _nextProducers ?? _source.Open();
            _nextProducers = null;
            _report(new GoldenEvent.Started(_coordinator.Round, _coordinator.Living, [.. producers.Select(producer => producer.Name)]));
            _transmission = new Transmission(producers, _plan, keys, _dataListener!, _wakeup, _happened.Add);
        }
        catch (Exception e) when (e is LinuxException or LayoutException or ToolException)
        {
            // It was there for the round before.
            _happened.Add(new StreamPump.Failed(e.Message));
        }
    }

    /// <summary>Nobody needs anything of the round any more.</summary>
    private void EndRound()
    {
        if (_transmission is null)
            return;
        Progress(_rounds.Count + 1, _transmission);
        _clock.Ended();
        _rounds.Add(new RunReport.Round(_rounds.Count + 1, _transmission.PlainBytes, _transmission.SealedBytes, _clock.Elapsed, _clock.Transfer,
            _transmission.Completed?.Streams ?? [], _transmission.Completed?.Report ?? ProducerReport.Clean));
        _transmission.Dispose();
        _transmission = null;
    }

    private void Tick()
    {
        _farewells.Tick(_clock.Now);
        Decide(new CoordinatorEvent.Tick { Golden = _transmission?.Figures ?? default });
        if (_transmission is not null && _outcome is null && _clock.SinceStart - _progressAt >= s_progressInterval)
            Progress(_coordinator.Round, _transmission);
    }

    private void Progress(int round, Transmission transmission)
    {
        _progressAt = _clock.SinceStart;
        var all = _nodes.Values.Where(node => node.Round == round).ToList();
        var living = all.Where(node => !node.IsGone).ToList();
        _report(new GoldenEvent.Progressed(_clock.SinceStart, transmission.PlainBytes, transmission.ExpectedLength,
            living.Count > 0 ? living.Min(node => node.PlainBytes) : 0,
            living.Count, living.Count(node => node.HasReceipt))
        {
            SealedBytes = transmission.SealedBytes,
            Each = [.. all.Select(node => new NodeFigures(node.Id, node.PlainBytes, node.Received))],
        });
    }

    private void SayFarewell()
    {
        // Whoever has been silent will not end its connection either.
        foreach (var (connection, node) in _byConnection)
            if (!node.IsReleased && _clock.Now - node.HeardAt > s_farewell)
                _byConnection.Remove(connection);
            else
                connection.Finish();
        var deadline = _clock.Now + s_farewell;
        while (_byConnection.Count > 0 && deadline - _clock.Now is var left && left > TimeSpan.Zero)
            if (_happened.TryTake(out var happened, left) && happened is ControlListener.Left gone)
                _byConnection.Remove(gone.Connection);
    }

    private RunReport Report(RunOutcome outcome) => new(
        _interrupted, outcome.Failure ?? "", _rounds, outcome.Missing,
        [.. outcome.Nodes.Select(node => new RunReport.Node(
            node.Node, node.Address.Address, node.Host, node.Verdict, node.Reason, node.Round, _nodes[node.Node].PlainBytes))],
        outcome.Demotions)
    {
        IsUntouched = outcome.IsUntouched,
    };

    private static UInt128 RandomRun()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
