using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.TestKit.Simulation;

/// <summary>A machine in the room: it runs, or its process was killed, or it stands still, or its cable is out.</summary>
public abstract class SimMachine(SimRoom room, uint id)
{
    private readonly Queue<Action> _inbox = new();
    private readonly List<Held> _behindCut = [];
    private TimeSpan _cutAt;

    public uint Id { get; } = id;

    public SimRoom Room { get; } = room;

    /// <summary>Its process runs; maybe frozen.</summary>
    public bool IsUp { get; private set; } = true;

    public bool IsFrozen { get; private set; }

    public bool IsFrozenForGood { get; private set; }

    public bool IsCut { get; private set; }

    /// <summary>Something was done to it from outside.</summary>
    public bool WasHit { get; private set; }

    /// <summary>Something for this machine's process to do: at once, when it thaws, or never.</summary>
    public void Deliver(Action action)
    {
        if (!IsUp)
            return;
        if (IsFrozen)
            _inbox.Enqueue(action);
        else
            Do(action);
    }

    /// <summary>A timer of its own.</summary>
    public void After(TimeSpan delay, Action action) => Room.Time.After(delay, () => Deliver(action));

    /// <summary>Takes the latency of the network. What meets a cut cable waits at it, as TCP's retransmission would have
    /// it.</summary>
    /// <param name="refused">Runs here when the other's process is not there; null: nothing is said.</param>
    /// <param name="lane">What it is sent on; null: nothing that keeps an order over a cut.</param>
    public void Send(SimMachine to, Action action, Action? refused = null, SimLane? lane = null)
    {
        var held = new Held(Room.NextNumber(), to, action, refused, lane);
        Room.Time.After(
            Room.Plan.Latency,
            () =>
            {
                if (lane is not null && Room.Time.Now < lane.FreeAt)
                    Room.Time.At(lane.FreeAt, () => Arrive(held));
                else
                    Arrive(held);
            }
        );
    }

    public void Freeze(TimeSpan? duration)
    {
        WasHit = true;
        if (!IsUp || IsFrozen)
            return;
        IsFrozen = true;
        IsFrozenForGood = duration is null;
        if (duration is { } time)
            Room.Time.After(time, Thaw);
    }

    public void Cut(TimeSpan? duration)
    {
        WasHit = true;
        if (IsCut)
            return;
        IsCut = true;
        _cutAt = Room.Time.Now;
        if (duration is { } time)
            Room.Time.After(time, Mend);
    }

    /// <summary>The process dies; its kernel resets what it had open.</summary>
    public void Kill()
    {
        WasHit = true;
        if (!IsUp)
            return;
        Down();
    }

    /// <summary>The process ends, by itself or not: its connections are closed.</summary>
    protected void Down()
    {
        IsUp = false;
        _inbox.Clear();
        CloseConnections();
    }

    protected abstract void CloseConnections();

    protected abstract void OnThawed();

    /// <summary>Its process was given something to do: its event loop has a turn.</summary>
    protected abstract void RunLoop();

    private void Do(Action action)
    {
        action();
        if (IsUp && !IsFrozen)
            RunLoop();
    }

    private void Arrive(Held held)
    {
        var cut =
            IsCut ? this
            : held.To.IsCut ? held.To
            : null;
        if (cut is not null)
            cut._behindCut.Add(held with { From = this });
        else if (held.To.IsUp)
            held.To.Deliver(held.Action);
        else if (held.Refused is not null)
            held.To.Send(this, held.Refused);
    }

    private void Thaw()
    {
        IsFrozen = false;
        while (IsUp && !IsFrozen && _inbox.TryDequeue(out var action))
            Do(action);
        if (IsUp)
            Do(OnThawed);
    }

    private void Mend()
    {
        IsCut = false;
        var lasted = Room.Time.Now - _cutAt;
        // In the order of sending: with both ends cut, one after the other, what waited here may be newer than what comes now.
        var waiting = _behindCut.OrderBy(message => message.Number).ToArray();
        _behindCut.Clear();
        foreach (var message in waiting)
            if (Room.Plan.RetransmitsLate && message.Lane is { } lane)
            {
                // TCP doubles its pause each time: the next try may be as far away as the cut was long.
                if (lane.FreeAt <= Room.Time.Now)
                    lane.FreeAt = Room.Time.Now + Room.AnyPart() * lasted;
                Room.Time.At(lane.FreeAt, () => message.From!.Arrive(message));
            }
            else
                message.From!.Arrive(message);
    }

    private sealed record Held(long Number, SimMachine To, Action Action, Action? Refused, SimLane? Lane)
    {
        public SimMachine? From { get; init; }
    }
}
