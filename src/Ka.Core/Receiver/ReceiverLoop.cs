using System;
using System.Net;
using Ka.Coordination;
using Ka.Runtime;
using Ka.Transport;

namespace Ka.Receiver;

/// <summary>The event loop of the receiver: gives events to the node's state machine and carries out its actions.</summary>
/// <remarks>The thread that steps it owns everything; posting is for any thread. Nothing that can block is called. All that it
/// knows of the world is the clock, control connections and <see cref="IReceiverEffects"/>, so the simulation runs this very
/// class.</remarks>
/// <param name="publish">Gets what happens to the node; must not block.</param>
internal sealed class ReceiverLoop(TimeProvider time, IReceiverEffects effects, Action<NodeRunEvent> publish)
{
    /// <summary>Unhandled messages of the golden node. Their receiver waits when there are more.</summary>
    private const int MostUnhandled = 64;

    private readonly EventLoop<ReceiverEvent> _loop = new(time, Deadlines.TickInterval);
    private readonly NodeStateMachine _node = new(Deadlines.Standard, TimeSpan.Zero) { Publish = publish };
    private bool _isIn;

    /// <summary>How the run ended for this node; null while it lasts.</summary>
    public NodeAction.Exit? Exit { get; private set; }

    /// <summary>The operator of this node ended it.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>After <see cref="Exit"/>: the golden node has ended the connection.</summary>
    public bool IsServerGone { get; private set; }

    /// <summary>The connection to the golden node; null: none at the moment.</summary>
    public IControlConnection? Control { get; private set; }

    /// <summary>The round that runs; null: none.</summary>
    public IReceiverRound? Round { get; private set; }

    /// <summary>From any thread; does not block.</summary>
    public void Post(ReceiverEvent happened) => _loop.Post(happened);

    /// <inheritdoc cref="Post(ReceiverEvent)"/>
    public void Post(NodeEvent happened) => _loop.Post(new ReceiverEvent.OfNode(happened));

    /// <summary>Makes an entrance for the messages of a connection or the output of programs.</summary>
    public EventSource<ReceiverEvent> AddEntrance() => _loop.AddSource(MostUnhandled);

    /// <summary>Waits for an event or the next tick and handles it.</summary>
    public void Step() => _loop.Step(Dispatch, Tick);

    /// <summary>Handles an event that is there and a tick that is due.</summary>
    /// <returns>false: there was neither.</returns>
    public bool TryStep() => _loop.TryStep(Dispatch, Tick);

    /// <summary>From any thread: what is posted from now on is dropped.</summary>
    public void Close() => _loop.Close();

    private void Tick()
    {
        if (_isIn)
            Decide(new NodeEvent.Tick(Round?.Figures ?? default));
    }

    private void Dispatch(ReceiverEvent happened)
    {
        if (happened is ReceiverEvent.OfConnection { Happened: NodeEvent.Connected } connected)
            (Control, _isIn) = (connected.By, true);
        IsInterrupted |= happened.Happened is NodeEvent.Interrupted;
        IsServerGone |= Exit is not null && happened.Happened is NodeEvent.ControlLost;
        var isVoid =
            happened is ReceiverEvent.OfConnection connection && connection.By != Control
            || happened is ReceiverEvent.OfRound round && round.By != Round;
        if (!isVoid)
            Decide(happened.Happened);
        else if (happened.Happened is NodeEvent.ChildAsked { Request: IDisposable request })
            request.Dispose();
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
                // The receiver notices a golden node that accepts nothing any more.
                _ = Control?.TrySend(said.Message);
                break;
            case NodeAction.Rejoin again:
                effects.Rejoin(Disconnect(), again.Back);
                break;
            case NodeAction.JoinLater later:
                Disconnect();
                _isIn = false;
                effects.JoinLater(later);
                break;
            case NodeAction.Judge judge:
                effects.Judge(judge.Plan, Control!.Local.Address);
                break;
            case NodeAction.LeaveReporter leave:
                effects.LeaveReporter(Control!.Remote, leave.Order);
                break;
            case NodeAction.Make:
                effects.Make();
                break;
            case NodeAction.Begin begin:
                Round = effects.Begin(begin);
                break;
            case NodeAction.StartOver over:
                var ended = Round!;
                Round = null;
                effects.EndRound(ended, over.Reason);
                break;
            case NodeAction.Exit exit:
                Exit = exit;
                break;
            default:
                Round?.Do(action);
                break;
        }
    }

    /// <returns>The address of the golden node.</returns>
    private IPEndPoint Disconnect()
    {
        var old = Control!;
        // What the old connection still says, its end included, is void from now on.
        Control = null;
        old.ShutDown();
        return old.Remote;
    }
}
