using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Ka.Chain;
using Ka.Coordination;
using Ka.Linux;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Receiver;

/// <summary>The receiver's side of a run: carries events to the node's state machine and does what it says. Everything that
/// happens, on whatever thread, comes through one queue to the thread that called <see cref="Run"/>.</summary>
public sealed class ReceiverRun : IDisposable
{
    private static readonly TimeSpan s_patienceWithConsumer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    private readonly ReceiverOptions _plan;
    private readonly ReceiverTarget _target;
    private readonly Action<ReceiverEvent> _report;
    private readonly BlockingCollection<object> _happened = [];
    private readonly Wakeup _wakeup = new();
    private readonly Fd _dataListener;
    private readonly Joiner _entrance;
    private readonly Installer? _installer;
    private readonly long _birth = TimeProvider.System.GetTimestamp();
    private Connection? _control;
    private NodeStateMachine? _state;
    private ReceiverRound? _reception;
    private NodeAction.Exit? _exit;
    private Release? _release;
    private AttachRequest? _asking;
    private uint _id;
    private long? _expected;
    private bool _interrupted;
    private TimeSpan _started;
    private TimeSpan _nextTick;
    private TimeSpan _progressAt;

    /// <exception cref="LinuxException">The data port cannot be had.</exception>
    public ReceiverRun(ReceiverOptions plan, ReceiverTarget target, Action<ReceiverEvent> report)
    {
        _plan = plan;
        _target = target;
        _report = report;
        _dataListener = DataPort.Open(plan.Bind, plan.DataPort, out var dataPort);
        _entrance = new Joiner(plan, dataPort, report);
        _installer = target.Install is { } install ? new Installer(install, _happened.Add) : null;
    }

    private sealed record Interruption;

    private sealed record ServerLeft(string Reason);

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_birth);

    /// <summary>From any thread: the operator wants it to end.</summary>
    public void Interrupt()
    {
        _entrance.Cancel();
        _happened.Add(new Interruption());
    }

    /// <summary>Joins, receives, passes on, and stays until it is released.</summary>
    public ReceiverOutcome Run()
    {
        try
        {
            _control = _entrance.Enter();
        }
        catch (HandshakeException e)
        {
            return End(new NodeAction.Exit(false, e.Message));
        }
        if (_control is null)
        {
            _interrupted = true;
            return End(Stopped());
        }
        _state = new NodeStateMachine(Deadlines.Standard, Now);
        new Thread(Hear) { Name = "control", IsBackground = true }.Start();
        while (_exit is null)
            Step();
        if (_plan.WaitForAll && _exit.Done)
            WaitForServerToLeave();
        return End(_exit);
    }

    public void Dispose()
    {
        _control?.ShutDown();
        _installer?.Stop();
        // What writes to this machine's disks must have ended before anybody makes them anew.
        while (_installer is not null && _reception?.TryEnd("the run is over", s_patienceWithConsumer) == false)
            _report(new ReceiverEvent.Noted("waiting for the disks to let go"));
        if (_installer is null)
            _reception?.Dispose();
        _installer?.Dispose();
        _dataListener.Dispose();
        _entrance.Dispose();
    }

    private static NodeAction.Exit Stopped() => new(false, "stopped by the operator");

    private void Hear()
    {
        string reason;
        try
        {
            while (_control!.TryReceive(out var message, out reason))
                _happened.Add(message);
        }
        catch (ProtocolException e)
        {
            reason = $"it broke the protocol: {e.Message}";
        }
        _happened.Add(new ServerLeft(reason));
    }

    private void Step()
    {
        if (_happened.TryTake(out var happened, Deadlines.TickInterval))
            Dispatch(happened);
        if (Now < _nextTick || _exit is not null)
            return;
        _nextTick = Now + Deadlines.TickInterval;
        Decide(new NodeEvent.Tick(Figures()));
        ReportProgress();
    }

    private void Dispatch(object happened)
    {
        switch (happened)
        {
            case ControlMessage message:
                Show(message);
                Decide(new NodeEvent.FromServer(message));
                break;
            case ServerLeft left:
                Decide(new NodeEvent.ControlLost(left.Reason));
                break;
            case ReceiverRound.Said said when said.By == _reception:
                Dispatch(said.What);
                break;
            case RelayEvent relayed:
                OnRelay(relayed);
                break;
            case ConsumerThread.Begun begun:
                _expected = begun.Before + begun.Stream.ExpectedLength;
                _report(new ReceiverEvent.StreamBegun(begun.Stream.Name));
                break;
            case ConsumerThread.Consumed consumed:
                Decide(new NodeEvent.StreamConsumed(consumed.Receipt));
                break;
            case ConsumerThread.Completed:
                Decide(new NodeEvent.AllConsumed());
                break;
            case ConsumerThread.Failed failed:
                _report(new ReceiverEvent.Noted($"FAILED here, still relaying: {failed.Reason}"));
                Decide(new NodeEvent.ConsumerFailed(failed.Reason));
                break;
            case Installer.Failed failed:
                _report(new ReceiverEvent.Noted($"FAILED here: {failed.Reason}"));
                Decide(new NodeEvent.ConsumerFailed(failed.Reason));
                break;
            case Installer.Judged judged:
                _report(new ReceiverEvent.Judged(judged.Verdict));
                Decide(new NodeEvent.PlanJudged(judged.Verdict));
                break;
            case Installer.DisksMade:
                Decide(new NodeEvent.DisksMade());
                break;
            case Installer.Stepped stepped:
                _report(new ReceiverEvent.Stepped(stepped.Step));
                Decide(new NodeEvent.StepBegun(stepped.Step));
                break;
            case Installer.Printed printed:
                _report(new ReceiverEvent.Printed(printed.Line));
                break;
            case Interruption:
                _interrupted = true;
                _exit = Stopped();
                break;
        }
    }

    private void OnRelay(RelayEvent relayed)
    {
        switch (relayed)
        {
            case RelayEvent.ParentConnected connected:
                Decide(new NodeEvent.ParentAttached(connected.Epoch, Figures()));
                break;
            case RelayEvent.ParentLost lost:
                _report(new ReceiverEvent.ParentChanged($"lost the parent at byte {lost.Position}: {lost.Reason}"));
                Decide(new NodeEvent.ParentFailed(lost.Epoch, lost.Position, lost.Cause, lost.Oldest, lost.Reason));
                break;
            case RelayEvent.ChildRequested asked:
                _asking = asked.Request;
                var attach = asked.Request.Attach;
                Decide(new NodeEvent.ChildAsked(attach.Child, attach.Epoch, attach.Position, _reception!.Oldest));
                break;
            case RelayEvent.EndReached end:
                Decide(new NodeEvent.StreamEnded(end.Position));
                break;
            case RelayEvent.Failed failed:
                _exit = new NodeAction.Exit(false, $"relay: {failed.Reason}");
                break;
        }
    }

    private void Decide(NodeEvent happened)
    {
        foreach (var action in _state!.Handle(happened, Now))
            Do(action);
    }

    private void Do(NodeAction action)
    {
        switch (action)
        {
            case NodeAction.Report said:
                // A server that takes nothing any more is heard of by the receiving thread.
                _ = _control!.TrySend(said.Message);
                break;
            case NodeAction.Judge judge:
                Judge(judge.Plan);
                break;
            case NodeAction.Make:
                _report(new ReceiverEvent.Proceeding());
                _installer!.Make();
                break;
            case NodeAction.Begin begin:
                Begin(begin);
                break;
            case NodeAction.ConnectParent connect:
                _reception!.Relay.ConnectParent(connect.Epoch, connect.Parent, connect.Address);
                break;
            case NodeAction.DropParent:
                _reception!.Relay.DisconnectParent();
                break;
            case NodeAction.AnswerChild answer:
                _reception!.Relay.Answer(_asking!, answer.Status);
                break;
            case NodeAction.ExpectChild expect:
                _reception!.Relay.ExpectChild(expect.Expected);
                break;
            case NodeAction.StartOver over:
                StartOver(over.Reason);
                break;
            case NodeAction.Exit exit:
                _exit = exit;
                break;
        }
    }

    private void Judge(PlanBytes plan)
    {
        if (_installer is not null)
            _installer.Judge(plan,
            [
                .. (_plan.Inventory?.Interfaces ?? []).Select(card => card.Address.ToString()), _control!.Local.Address.ToString(),
            ]);
        else
            _happened.Add(new Installer.Judged(PlanJudged.Against(plan.Hash, Finding.Said(FindingKind.NotInstalling, ""))));
    }

    private void Begin(NodeAction.Begin begin)
    {
        _started = Now;
        _reception = new ReceiverRound(begin.Start, _id, begin.ChildExpected, _plan.Window, _installer?.Open() ?? _target.Open(), _dataListener, _wakeup, _happened.Add);
    }

    private void StartOver(string reason)
    {
        _report(new ReceiverEvent.LeftBehind(reason));
        // A slow disk may take its time to let go. The golden node hears meanwhile that we live.
        for (var deadline = Now + s_patienceWithConsumer; !_reception!.TryEnd("the round goes on without this node", Deadlines.TickInterval);)
        {
            _ = _control!.TrySend(new Keepalive());
            if (Now < deadline && !_happened.Any(happened => happened is Interruption or ServerLeft))
                continue;
            _exit = new NodeAction.Exit(false, $"{reason}, and the consumer does not let go");
            break;
        }
        _reception = null;
    }

    private void Show(ControlMessage message)
    {
        switch (message)
        {
            case Welcome welcome:
                _id = welcome.Node;
                _report(new ReceiverEvent.Joined(_control!.Remote, welcome.Node));
                break;
            case Waiting waiting:
                _report(new ReceiverEvent.Waiting(waiting.Joined, waiting.Expected));
                break;
            case Start start:
                _report(new ReceiverEvent.Started(start.Index, start.Total));
                break;
            case Release release:
                _release = release;
                break;
        }
    }

    private WindowFigures Figures() => _reception?.Figures ?? default;

    private void ReportProgress()
    {
        if (_reception is null || Now - _progressAt < s_progressInterval)
            return;
        _progressAt = Now;
        _report(new ReceiverEvent.Progressed(Now - _started, _reception.PlainBytes, _reception.SealedBytes, _expected));
    }

    // The golden node ends the connection when the last node has had its last word.
    private void WaitForServerToLeave()
    {
        while (_happened.Take() is var happened && happened is not (ServerLeft or Interruption))
        {
        }
    }

    private ReceiverOutcome End(NodeAction.Exit exit)
    {
        var reason = exit.Done ? "" : exit.Reason;
        _report(new ReceiverEvent.Ended(exit.Done, reason, _reception?.PlainBytes ?? 0, Now - _started,
            _release?.NodesDone ?? 0, _release?.NodesTotal ?? 0));
        return exit.Done ? ReceiverOutcome.Done : _interrupted ? ReceiverOutcome.Interrupted : ReceiverOutcome.Failed;
    }
}
