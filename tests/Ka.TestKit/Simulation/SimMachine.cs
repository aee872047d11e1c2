using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.TestKit.Simulation;

/// <summary>A machine in the room: it runs, or its process was killed, or it stands still, or its cable is out.</summary>
public abstract class SimMachine(SimRoom room, uint id)
{
    private readonly Queue<Action> _inbox = new();
    private readonly List<(long Number, Action Arrive)> _behindCut = [];

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
            action();
    }

    /// <summary>A timer of its own.</summary>
    public void After(TimeSpan delay, Action action) => Room.Time.After(delay, () => Deliver(action));

    /// <summary>Takes the latency of the network. What meets a cut cable waits at it, as TCP's retransmission would have
    /// it.</summary>
    /// <param name="refused">Runs here when the other's process is not there; null: nothing is said.</param>
    public void Send(SimMachine to, Action action, Action? refused = null)
    {
        var number = Room.NextNumber();
        Room.Time.After(Room.Plan.Latency, () => Arrive(to, action, refused, number));
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

    private void Arrive(SimMachine to, Action action, Action? refused, long number)
    {
        var cut =
            IsCut ? this
            : to.IsCut ? to
            : null;
        if (cut is not null)
            cut._behindCut.Add((number, () => Arrive(to, action, refused, number)));
        else if (to.IsUp)
            to.Deliver(action);
        else if (refused is not null)
            to.Send(this, refused);
    }

    private void Thaw()
    {
        IsFrozen = false;
        while (IsUp && !IsFrozen && _inbox.TryDequeue(out var action))
            action();
        if (IsUp)
            OnThawed();
    }

    private void Mend()
    {
        IsCut = false;
        // In the order of sending: with both ends cut, one after the other, what waited here may be newer than what comes now.
        var waiting = _behindCut.OrderBy(message => message.Number).ToArray();
        _behindCut.Clear();
        foreach (var (_, arrive) in waiting)
            arrive();
    }
}
