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

/// <summary>The sender's side of a run: a <see cref="SenderLoop"/> with ports, a source, and threads for what can
/// block.</summary>
/// <remarks>The caller of <see cref="Run"/> is the loop's thread. Sources are opened and rounds are closed by
/// <see cref="JobThread"/>s, listeners have threads of their own.</remarks>
public sealed class SenderRun : ISenderEffects, IDisposable
{
    // A dead disk that is being read for the next round is not waited for.
    private static readonly TimeSpan s_lastJob = TimeSpan.FromSeconds(5);

    private readonly SenderOptions _plan;
    private readonly SessionRouter? _ports;
    private readonly StreamSource _source;
    private readonly Action<RunEvent> _publish;
    private readonly SummaryPublisher _tellers;
    private readonly SenderLoop _loop;
    private readonly BootSecrets _boots = new(RandomRun(), Bytes32.Random());
    private readonly ConcurrentDictionary<Connection, EventSource<SenderEvent>> _entrances = new();
    private readonly Wakeup _wakeup = new();
    private readonly JobThread _rounds;
    private readonly JobThread _releases;
    private ushort _dataPort;
    private Fd? _dataListener;
    private volatile IReadOnlyList<IStreamProducer>? _producers;

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
        _loop = new SenderLoop(OptionsOf(plan, source.Repeats, _boots), TimeProvider.System, this, _publish);
        _rounds = new JobThread("rounds", Fail);
        _releases = new JobThread("releases", Fail);
    }

    /// <summary>Stops the run, as the operator wants it; every node receives the reason. Any thread.</summary>
    public void Interrupt() => _loop.Post(new CoordinatorEvent.Stopped("stopped by the operator"));

    /// <summary>Any thread, after <see cref="RunEvent.AllJudged"/>: allows that the disks of the fitting nodes in it are
    /// erased.</summary>
    public void Proceed() => _loop.Post(new CoordinatorEvent.Proceed());

    /// <summary>From any thread, after <see cref="RunEvent.AllJudged"/>: the disks of the nodes in it may not be
    /// erased.</summary>
    public void CallOff(string reason) => _loop.Post(new CoordinatorEvent.CallOff(reason));

    /// <summary>Waits for the nodes, sends, and waits for every node's verdict.</summary>
    /// <exception cref="LinuxException">The source or a port cannot be opened; nothing was sent.</exception>
    /// <exception cref="LayoutException">A partition cannot be sent.</exception>
    /// <exception cref="ToolException">The contents of a partition cannot be determined.</exception>
    public RunState Run()
    {
        OnSourceOpened(_source.Open());
        _dataListener = DataPort.Open(_plan.Bind, _plan.DataPort, out _dataPort);
        using var own = _ports is null ? new SessionRouter(_plan.Bind, _plan.ControlPort, _plan.Token, _plan.Session) : null;
        using var attached = (_ports ?? own!).Attach(_plan.Session, OnPort, _plan.BootPatience is null ? null : _boots);
        _publish(
            new RunEvent.Listening(_plan.Session, new IPEndPoint(_plan.Bind, _plan.ControlPort), _plan.Nodes, _plan.Token is null)
        );
        while (!_loop.IsOver)
            _loop.Step();
        _tellers.End();
        return _loop.Report!.State;
    }

    public void Dispose()
    {
        _loop.Dispose();
        _releases.Finish(s_lastJob);
        // A relay that is left behind still uses them.
        if (!_rounds.Finish(s_lastJob))
            return;
        _dataListener?.Dispose();
        _wakeup.Dispose();
    }

    private static CoordinatorOptions OptionsOf(SenderOptions plan, bool sourceRepeats, BootSecrets boots) =>
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
            Boots = plan.BootPatience is { } patience ? new BootWait(patience, boots) : null,
        };

    private static UInt128 RandomRun()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private void Fail(Exception failure) => _loop.Post(new CoordinatorEvent.ProducerFailed(failure.Message));

    /// <summary>From the threads of the control port. A connection whose messages are not handled yet waits here.</summary>
    private void OnPort(object happened)
    {
        switch (happened)
        {
            case ControlListener.Entered { Peer: { Request: RunSummaryRequest request } guest }:
                _tellers.Tell(guest, request);
                break;
            case ControlListener.Entered { Peer: { Request: BootReport report } clone }:
                _loop.Post(new SenderEvent.Booted(clone.Connection, _boots.NodeOf(clone.Session)!.Value, report));
                break;
            case ControlListener.Entered { Peer: var peer }:
                _loop.Post(new SenderEvent.Entered(peer.Connection, peer.Host, peer.Request));
                break;
            case ControlListener.Said said:
                _entrances
                    .GetOrAdd(said.Connection, _ => _loop.AddEntrance())
                    .TryPost(new SenderEvent.Said(said.Connection, said.Message));
                break;
            case ControlListener.Left left:
                _entrances.TryRemove(left.Connection, out _);
                _loop.Post(new SenderEvent.Left(left.Connection, left.Reason));
                break;
            case ControlListener.TurnedAway away:
                _loop.Post(new CoordinatorEvent.StrangerRejected(away.Reason));
                break;
        }
    }

    ushort ISenderEffects.DataPort => _dataPort;

    void ISenderEffects.OpenSource() => _rounds.Add(OpenSource);

    ISenderRound ISenderEffects.StartRound(RoundKeys keys) =>
        new SenderRound(_producers!, _plan, keys, new SenderRoundPorts(_dataListener!, _wakeup, _loop.Post));

    // On another thread: its producer may hang in a read.
    void ISenderEffects.EndRound(ISenderRound round) => _rounds.Add(round.Dispose);

    void ISenderEffects.PrepareRelease(CoordinatorAction.PrepareRelease prepare) => _releases.Add(() => PrepareRelease(prepare));

    private void OnSourceOpened(IReadOnlyList<IStreamProducer> producers)
    {
        // Read when the round starts, after the event.
        _producers = producers;
        _loop.Post(new CoordinatorEvent.SourceOpened([.. producers.Select(producer => producer.Name)]));
    }

    private void OpenSource()
    {
        try
        {
            OnSourceOpened(_source.Open());
        }
        catch (Exception e) when (e is LinuxException or LayoutException or ToolException)
        {
            // It was there for the round before.
            Fail(e);
        }
    }

    private void PrepareRelease(CoordinatorAction.PrepareRelease prepare)
    {
        try
        {
            _plan.PrepareRelease!(prepare.Node, prepare.Inventory);
        }
        finally
        {
            _loop.Post(new CoordinatorEvent.ReleasePrepared(prepare.Node.Id));
        }
    }
}
