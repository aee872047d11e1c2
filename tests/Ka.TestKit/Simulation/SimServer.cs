using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Sender;
using Ka.Transport;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <summary>The golden node: the real <see cref="SenderLoop"/>, its queues and its admission policy, with a simulated producer,
/// relay, terminal and operator.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The loop and the round are memory alone here.")]
public sealed partial class SimServer : SimPeer, ISenderEffects
{
    /// <summary>As the relay pauses.</summary>
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(200);

    private readonly SenderLoop _loop;
    private readonly AdmissionPolicy _admission = new(ControlListener.Admission);
    private readonly Queue<SimDial> _backlog = new();
    private readonly Queue<SimHop> _childBacklog = new();
    private readonly HashSet<SimControl> _ends = [];
    private readonly List<SimControl> _blocked = [];
    private Producer? _round;
    private TimeSpan _shortUntil;
    private TimeSpan _slowUntil;
    private TimeSpan _produceTime;
    private bool _isProducing;

    public SimServer(SimRoom room, CoordinatorOptions options)
        : base(room, 0)
    {
        _loop = new SenderLoop(options, room.Time, this, Publish);
        Terminal = new SimTerminal(this, room.Plan.OutputCapacity);
        Operator = new SimOperator(this);
        _produceTime = room.Plan.ProduceTime;
    }

    /// <summary>Its control port.</summary>
    public static IPEndPoint Control { get; } = new(IPAddress.Parse("10.0.0.1"), 30763);

    /// <summary>The secrets of its clones.</summary>
    public static BootSecrets Secrets { get; } = new(1, default);

    public RunReport? Outcome { get; private set; }

    public TimeSpan EndedAt { get; private set; }

    public int Rounds { get; private set; }

    public SimTerminal Terminal { get; }

    public SimOperator Operator { get; }

    /// <summary>Gets what happens and what is decided, with the time.</summary>
    public Action<string>? Log { get; set; }

    /// <summary>What was said to the operator.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Every message sent and every round begun, with its time, as one number: equal for equal decisions.</summary>
    public ulong Decisions { get; private set; }

    protected override long Consumed => long.MaxValue;

    ushort ISenderEffects.DataPort => SimNode.DataPort;

    public void Begin() => After(TimeSpan.Zero, Wake);

    public void Go() => _loop.Post(new CoordinatorEvent.GoNow(IPAddress.Loopback, default));

    public void FailProducer(string reason) => _loop.Post(new CoordinatorEvent.ProducerFailed(reason));

    /// <summary>From now on and for this time it gets no further descriptors.</summary>
    public void RunShortOfDescriptors(TimeSpan duration) => _shortUntil = Room.Time.Now + duration;

    /// <summary>From now on and for this time its disk needs longer for each cell.</summary>
    public void SlowDisk(TimeSpan produceTime, TimeSpan duration) =>
        (_produceTime, _slowUntil) = (produceTime, Room.Time.Now + duration);

    /// <summary>The operator answers.</summary>
    internal void Answer(CoordinatorEvent answer) => _loop.Post(answer);

    public override void OnDialled(SimHop hop)
    {
        _childBacklog.Enqueue(hop);
        AcceptChildren();
    }

    /// <summary>A node dials the control port.</summary>
    internal void OnDialled(SimDial dial)
    {
        _backlog.Enqueue(dial);
        Accept();
    }

    /// <summary>The request of an answered dial: the peer is authenticated.</summary>
    internal void OnRequest(SimDial dial)
    {
        if (dial.Place is not { } place || dial.Answered is not { } end)
            return;
        _admission.Release(place);
        dial.Place = null;
        _ends.Add(end);
        Write($"from n{dial.Node.Id}: {dial.Join}");
        _loop.Post(new SenderEvent.Entered(end, BytePath.FromText($"n{dial.Node.Id}"), dial.Join));
        var entrance = _loop.AddEntrance();
        end.Receive(
            message =>
            {
                var fits = entrance.TryPostNow(new SenderEvent.Said(end, message));
                if (!fits)
                    _blocked.Add(end);
                else if (message is not Keepalive)
                    Write($"from n{dial.Node.Id}: {message}");
                return fits;
            },
            reason =>
            {
                _ends.Remove(end);
                Write($"n{dial.Node.Id}: {reason}");
                _loop.Post(new SenderEvent.Left(end, reason));
            }
        );
    }

    /// <summary>A clone reports its first boot, if it knows its secret.</summary>
    internal void OnBootReport(BootAwaited order, IControlConnection answer)
    {
        if (Secrets.NodeOf(order.Session) is not { } node || Secrets.SecretOf(node) != order.Secret)
            return;
        Write($"from clone {node}: it has booted");
        var report = new BootReport
        {
            Host = BytePath.FromText($"n{node}"),
            Kernel = "6.1.0",
            RootUuid = "",
            MachineId = "",
            FailedUnits = [],
            Interfaces = [],
            HostKeys = [],
        };
        _loop.Post(new SenderEvent.Booted(answer, node, report));
    }

    /// <summary>The node has given up a dial.</summary>
    internal void OnDialLeft(SimDial dial)
    {
        if (dial.Place is { } place)
            _admission.Reject(place, Room.Time.Now);
        dial.Place = null;
    }

    /// <summary>A message leaves on a control connection.</summary>
    internal void OnSaid(SimMachine to, ControlMessage message)
    {
        Note((int)message.Type);
        if (message is not (Keepalive or Waiting))
            Write($"to n{to.Id}: {message}");
    }

    void ISenderEffects.OpenSource() =>
        After(TimeSpan.Zero, () => _loop.Post(new CoordinatorEvent.SourceOpened([SimRoom.StreamName])));

    ISenderRound ISenderEffects.StartRound(RoundKeys keys)
    {
        StartOver();
        Run = keys.Run;
        Rounds++;
        Note(Rounds);
        _round = new Producer(this);
        Room.OnStart();
        OnRoom();
        return _round;
    }

    void ISenderEffects.EndRound(ISenderRound round) => round.Dispose();

    void ISenderEffects.PrepareRelease(CoordinatorAction.PrepareRelease prepare) =>
        After(TimeSpan.FromMilliseconds(20), () => _loop.Post(new CoordinatorEvent.ReleasePrepared(prepare.Node.Id)));

    protected override void CloseConnections()
    {
        DropChild("connection reset");
        foreach (var end in _ends)
            end.Reset();
        _ends.Clear();
    }

    protected override void OnRoom()
    {
        Trim();
        Produce();
    }

    protected override void OnKnowledge() { }

    protected override void RunLoop()
    {
        do
        {
            while (_loop.TryStep()) { }
            var blocked = _blocked.ToArray();
            _blocked.Clear();
            foreach (var end in blocked)
                end.Pump();
        } while (_blocked.Count > 0);
        if (Outcome is null && _loop.Report is { } report)
            (Outcome, EndedAt) = (report, Room.Time.Now);
        if (_loop.IsOver)
            Down();
    }

    /// <summary>Accepts what waits at the control port, unless there are no descriptors.</summary>
    private void Accept()
    {
        while (_backlog.Count > 0 && !_admission.IsPaused(Room.Time.Now))
        {
            if (Room.Time.Now < _shortUntil)
            {
                _admission.AcceptFailed(Errno.EMFILE, Room.Time.Now);
                After(ControlListener.Admission.ShortagePause, Accept);
                return;
            }
            Admit(_backlog.Dequeue());
        }
    }

    private void Admit(SimDial dial)
    {
        // The node has closed its end: the handshake fails at once.
        if (dial.IsOver)
            return;
        dial.Place = _admission.TryAdmit(dial.Node.ControlAddress.Address, Room.Time.Now, out _);
        if (dial.Place is null)
            dial.Close();
        else
            dial.Answer();
    }

    private void AcceptChildren()
    {
        if (Room.Time.Now < _shortUntil)
        {
            After(s_acceptPause, AcceptChildren);
            return;
        }
        while (_childBacklog.TryDequeue(out var hop))
            if (hop.IsOpenAtParent && IsOfThisRound(hop) && _round is { } round)
                _loop.Post(new SenderEvent.ChildAsked(round, new SimChildRequest(hop, Oldest)));
    }

    /// <summary>Puts cells into the window as fast as the disk gives them.</summary>
    private void Produce()
    {
        if (_isProducing || _round is not { IsReading: true } round || !HasRoom)
            return;
        if (Room.Time.Now >= _slowUntil)
            _produceTime = Room.Plan.ProduceTime;
        if (_produceTime == TimeSpan.Zero)
        {
            PutNext(round);
            return;
        }
        _isProducing = true;
        After(
            _produceTime,
            () =>
            {
                _isProducing = false;
                if (round == _round)
                    PutNext(round);
                else
                    Produce();
            }
        );
    }

    private void PutNext(Producer round)
    {
        var cell = Room.GoldenCell(Received);
        Put(cell);
        Trim();
        if (Room.IsLast(cell))
            round.End();
        else
            Produce();
    }

    private void Wake() => After(Deadlines.TickInterval, Wake);

    private void Publish(RunEvent happened)
    {
        if (happened is RunEvent.NodeChanged note)
            Notes.Add($"{Room.Time.Now.TotalSeconds:0.000} {note.Node.Host}: {note.What}");
        if (Log is not null && happened is not RunEvent.Progressed)
            Write($"{happened}");
        Terminal.Publish(happened);
    }

    private void Write(FormattableString line) => Log?.Invoke($"{Room.Time.Now.TotalSeconds, 9:0.000} {line}");

    private void Note(long what) => Decisions = SimRoom.Mix(Decisions, (ulong)(Room.Time.Now.Ticks + what));
}
