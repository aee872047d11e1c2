using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.FirstBoot;
using Ka.Linux;
using Ka.Relay;
using Ka.Runtime;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The receiver's side of a run: a <see cref="ReceiverLoop"/> with a data port, a target, and threads for what can
/// block.</summary>
/// <remarks>The caller of <see cref="Run"/> is the loop's thread. Disks, programs, listeners and the golden node's address are
/// waited for on other threads.</remarks>
public sealed class ReceiverRun : IReceiverEffects, IDisposable
{
    private static readonly TimeSpan s_patienceWithDisks = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_patienceWithConsumer = TimeSpan.FromSeconds(5);

    private readonly ReceiverOptions _options;
    private readonly ReceiverTarget _target;
    private readonly NodeListeners _listeners;
    private readonly ReceiverLoop _loop;
    private readonly Wakeup _wakeup = new();
    private readonly Fd _dataListener;
    private readonly Joiner _joiner;
    private readonly Installer? _installer;
    private WorkerThread? _roundEnder;

    /// <param name="listeners">Are called with what happens, each on a thread of its own.</param>
    /// <exception cref="LinuxException">The data port cannot be had.</exception>
    public ReceiverRun(ReceiverOptions options, ReceiverTarget target, params IReadOnlyList<Action<NodeRunEvent>> listeners)
    {
        _options = options;
        _target = target;
        _listeners = new NodeListeners(listeners);
        _loop = new ReceiverLoop(TimeProvider.System, this, _listeners.Publish);
        _dataListener = DataPort.Open(options.Bind, options.DataPort, out var dataPort);
        _joiner = new Joiner(options, dataPort, _listeners.Publish);
        if (target.Install is not { } install)
            return;
        var source = _loop.AddEntrance();
        _installer = new Installer(install, happened => source.TryPost(new ReceiverEvent.OfNode(happened)));
    }

    /// <summary>From any thread: the operator wants it to end.</summary>
    public void Interrupt()
    {
        _joiner.Cancel();
        _loop.Post(new NodeEvent.Interrupted());
    }

    /// <summary>Joins, receives, passes on, and stays until the node is released.</summary>
    public ReceiverOutcome Run()
    {
        _joiner.Start(OnJoined, OnJoinFailed);
        while (_loop.Exit is null)
            _loop.Step();
        // The golden node ends the connection when the last node was released.
        while (_options.WaitForAll && _loop.Exit.Done && !_loop.IsServerGone && !_loop.IsInterrupted)
            _loop.Step();
        return _loop.Exit.Done ? ReceiverOutcome.Done
            : _loop.IsInterrupted ? ReceiverOutcome.Interrupted
            : ReceiverOutcome.Failed;
    }

    public void Dispose()
    {
        _joiner.Cancel();
        _loop.Close();
        _loop.Control?.ShutDown();
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

    private void OnJoinFailed(string reason) => _loop.Post(new NodeEvent.JoinFailed(reason));

    private void Receive(Connection connection)
    {
        using (connection)
        {
            var source = _loop.AddEntrance();
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

    void IReceiverEffects.Rejoin(IPEndPoint server, bool back) => _joiner.StartAgain(server, back, OnJoined, OnJoinFailed);

    void IReceiverEffects.JoinLater(NodeAction.JoinLater later) => _joiner.StartLater(later, OnJoined, OnJoinFailed);

    void IReceiverEffects.Judge(PlanBytes plan, IPAddress local)
    {
        if (_installer is null)
            _loop.Post(new NodeEvent.PlanChecked(PlanChecked.Against(plan.Hash, Finding.Said(FindingKind.NotInstalling, ""))));
        else
            _installer.Judge(
                plan,
                [.. (_options.Inventory?.Interfaces ?? []).Select(card => card.Address.ToString()), local.ToString()]
            );
    }

    void IReceiverEffects.LeaveReporter(IPEndPoint golden, BootAwaited order) =>
        _installer?.LeaveReporter(new BootReportOrder(golden, order));

    void IReceiverEffects.Make() => _installer!.Make();

    IReceiverRound IReceiverEffects.Begin(NodeAction.Begin begin)
    {
        var consumer = _installer?.Open() ?? _target.Open(Print);
        return new ReceiverRound(
            begin,
            new ReceiverRoundOptions(_options.Window, consumer, _dataListener, _wakeup),
            (by, happened) => _loop.Post(new ReceiverEvent.OfRound(by, happened))
        );
    }

    private void Print(string line) => _loop.Post(new NodeEvent.LinePrinted(line));

    void IReceiverEffects.EndRound(IReceiverRound round, string reason) =>
        _roundEnder = WorkerThread.Start("round end", () => End((ReceiverRound)round, reason), _ => { });

    private void End(ReceiverRound round, string reason)
    {
        while (!round.TryEnd(reason, s_patienceWithConsumer)) { }
        _loop.Post(new NodeEvent.RoundCleared());
    }

    /// <returns>false: the installation, or the consumer of a round, still runs.</returns>
    private bool TryEnd()
    {
        var patience = _installer is null ? s_patienceWithConsumer : s_patienceWithDisks;
        return (_installer?.TryStop(patience) ?? true)
            && (_roundEnder?.Join(patience) ?? true)
            && ((_loop.Round as ReceiverRound)?.TryEnd("the run is over", patience) ?? true);
    }
}
