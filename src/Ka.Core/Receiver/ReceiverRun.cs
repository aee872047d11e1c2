using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using Ka.Coordination;
using Ka.Linux;
using Ka.Relay;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The receiver's side of a run: gives events to the node's state machine and carries out its actions.</summary>
/// <remarks>All events come through one loop to the thread that called <see cref="Run"/>. Disks, programs, listeners and the
/// golden node's address are waited for on other threads.</remarks>
public sealed class ReceiverRun : IDisposable
{
    private const int UnhandledMessages = 64;

    private static readonly TimeSpan s_patienceWithDisks = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patienceWithConsumer = TimeSpan.FromSeconds(5);

    private readonly ReceiverOptions _options;
    private readonly ReceiverTarget _target;
    private readonly NodeListeners _listeners;
    private readonly EventLoop<ReceiverEvent> _loop = new(TimeProvider.System, Deadlines.TickInterval);
    private readonly NodeStateMachine _node;
    private readonly Wakeup _wakeup = new();
    private readonly Fd _dataListener;
    private readonly Joiner _joiner;
    private readonly Installer? _installer;
    private Connection? _control;
    private ReceiverRound? _round;
    private WorkerThread? _roundEnder;
    private NodeAction.Exit? _exit;
    private bool _isIn;
    private bool _isInterrupted;

    /// <param name="listeners">Are called with what happens, each on a thread of its own.</param>
    /// <exception cref="LinuxException">The data port cannot be had.</exception>
    public ReceiverRun(ReceiverOptions options, ReceiverTarget target, params IReadOnlyList<Action<NodeRunEvent>> listeners)
    {
        _options = options;
        _target = target;
        _listeners = new NodeListeners(listeners);
        _node = new NodeStateMachine(Deadlines.Standard, _loop.Now) { Publish = _listeners.Publish };
        _dataListener = DataPort.Open(options.Bind, options.DataPort, out var dataPort);
        _joiner = new Joiner(options, dataPort, _listeners.Publish);
        if (target.Install is not { } install)
            return;
        var source = _loop.AddSource(UnhandledMessages);
        _installer = new Installer(install, happened => source.TryPost(new ReceiverEvent.OfNode(happened)));
    }

    /// <summary>From any thread: the operator wants it to end.</summary>
    public void Interrupt()
    {
        _joiner.Cancel();
        _loop.Post(new ReceiverEvent.OfNode(new NodeEvent.Interrupted()));
    }

    /// <summary>Joins, receives, passes on, and stays until the node is released.</summary>
    public ReceiverOutcome Run()
    {
        _joiner.Start(OnJoined, OnJoinFailed);
        while (_exit is null)
            _loop.Step(Dispatch, Tick);
        if (_options.WaitForAll && _exit.Done)
            WaitForServerToLeave();
        return _exit.Done ? ReceiverOutcome.Done
            : _isInterrupted ? ReceiverOutcome.Interrupted
            : ReceiverOutcome.Failed;
    }

    public void Dispose()
    {
        _joiner.Cancel();
        _loop.Close();
        _control?.ShutDown();
        var isOver = TryEnd();
        // What writes to this machine's disks must have ended before another run makes them anew.
        while (!isOver && _installer is not null)
        {
            _listeners.Publish(new NodeRunEvent.WaitingForDisks());
            isOver = TryEnd();
        }
        _installer?.Dispose();
        // A consumer that hangs in a dead disk, and what it uses, stay behind.
        if (isOver)
            _wakeup.Dispose();
        _dataListener.Dispose();
        _listeners.Finish();
    }

    private void OnJoined(Connection connection)
    {
        _loop.Post(new ReceiverEvent.OfConnection(connection, new NodeEvent.Connected(connection.Remote)));
        WorkerThread.Start(
            "control",
            () => Receive(connection),
            failure =>
                Lose(connection, failure is ProtocolException ? $"it broke the protocol: {failure.Message}" : failure.Message)
        );
    }

    private void OnJoinFailed(string reason) => _loop.Post(new ReceiverEvent.OfNode(new NodeEvent.JoinFailed(reason)));

    private void Receive(Connection connection)
    {
        using (connection)
        {
            var source = _loop.AddSource(UnhandledMessages);
            string reason;
            while (
                connection.TryReceive(out var message, out reason)
                && source.TryPost(new ReceiverEvent.OfConnection(connection, new NodeEvent.FromServer(message)))
            ) { }
            Lose(connection, reason);
        }
    }

    private void Lose(Connection connection, string reason) =>
        _loop.Post(new ReceiverEvent.OfConnection(connection, new NodeEvent.ControlLost(reason)));

    private void Tick()
    {
        if (_isIn)
            Decide(new NodeEvent.Tick(_round?.Figures ?? default));
    }

    private void Dispatch(ReceiverEvent happened)
    {
        if (happened is ReceiverEvent.OfConnection { Happened: NodeEvent.Connected } connected)
            (_control, _isIn) = (connected.By, true);
        _isInterrupted |= happened.Happened is NodeEvent.Interrupted;
        var isVoid =
            happened is ReceiverEvent.OfConnection connection && connection.By != _control
            || happened is ReceiverEvent.OfRound round && round.By != _round;
        if (!isVoid)
            Decide(happened.Happened);
        else if (happened.Happened is NodeEvent.ChildAsked { Request: RelayChildRequest request })
            request.Connection.Dispose();
    }

    private void Decide(NodeEvent happened)
    {
        foreach (var action in _node.Handle(happened, _loop.Now))
            Do(action);
    }

    private void Do(NodeAction action)
    {
        switch (action)
        {
            case NodeAction.Report said:
                // The receiving thread notices a server that accepts nothing any more.
                _ = _control?.TrySend(said.Message);
                break;
            case NodeAction.Rejoin:
                Rejoin();
                break;
            case NodeAction.JoinLater later:
                JoinLater(later);
                break;
            case NodeAction.Judge judge:
                Judge(judge.Plan);
                break;
            case NodeAction.Make:
                _installer!.Make();
                break;
            case NodeAction.Begin begin:
                Begin(begin);
                break;
            case NodeAction.StartOver over:
                StartOver(over.Reason);
                break;
            case NodeAction.Exit exit:
                _exit = exit;
                break;
            default:
                _round?.Do(action);
                break;
        }
    }

    private void Rejoin() => _joiner.StartAgain(Disconnect(), OnJoined, OnJoinFailed);

    private void JoinLater(NodeAction.JoinLater later)
    {
        Disconnect();
        _isIn = false;
        _joiner.StartLater(later, OnJoined, OnJoinFailed);
    }

    /// <returns>The address of the golden node.</returns>
    private IPEndPoint Disconnect()
    {
        var old = _control!;
        // What the old connection still says, its end included, is void from now on.
        _control = null;
        old.ShutDown();
        return old.Remote;
    }

    private void Judge(PlanBytes plan)
    {
        if (_installer is null)
            _loop.Post(
                new ReceiverEvent.OfNode(
                    new NodeEvent.PlanChecked(PlanChecked.Against(plan.Hash, Finding.Said(FindingKind.NotInstalling, "")))
                )
            );
        else
            _installer.Judge(
                plan,
                [
                    .. (_options.Inventory?.Interfaces ?? []).Select(card => card.Address.ToString()),
                    _control!.Local.Address.ToString(),
                ]
            );
    }

    private void Begin(NodeAction.Begin begin)
    {
        var consumer = _installer?.Open() ?? _target.Open(Print);
        _round = new ReceiverRound(
            begin,
            new ReceiverRoundOptions(_options.Window, consumer, _dataListener, _wakeup),
            (by, happened) => _loop.Post(new ReceiverEvent.OfRound(by, happened))
        );
    }

    private void Print(string line) => _loop.Post(new ReceiverEvent.OfNode(new NodeEvent.LinePrinted(line)));

    private void StartOver(string reason)
    {
        var round = _round!;
        _round = null;
        _roundEnder = WorkerThread.Start("round end", () => End(round, reason), _ => { });
    }

    private void End(ReceiverRound round, string reason)
    {
        while (!round.TryEnd(reason, s_patienceWithConsumer)) { }
        _loop.Post(new ReceiverEvent.OfNode(new NodeEvent.RoundCleared()));
    }

    /// <returns>false: the installation, or the consumer of a round, still runs.</returns>
    private bool TryEnd()
    {
        var patience = _installer is null ? s_patienceWithConsumer : s_patienceWithDisks;
        return (_installer?.TryStop(patience) ?? true)
            && (_roundEnder?.Join(patience) ?? true)
            && (_round?.TryEnd("the run is over", patience) ?? true);
    }

    // The golden node ends the connection when the last node was released.
    private void WaitForServerToLeave()
    {
        while (_loop.TryTake(Timeout.InfiniteTimeSpan, out var happened))
            if (happened is { Happened: NodeEvent.Interrupted } or ReceiverEvent.OfConnection { Happened: NodeEvent.ControlLost })
                return;
    }
}
