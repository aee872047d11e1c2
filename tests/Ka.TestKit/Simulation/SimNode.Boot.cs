using System;
using System.Net;
using Ka.Coordination;
using Ka.Receiver;
using Ka.Transport;
using Ka.Wire;

namespace Ka.TestKit.Simulation;

/// <content>The clone: it starts after its release and reports that, until the golden node has taken it.</content>
public sealed partial class SimNode
{
    /// <summary>As the reporter pauses.</summary>
    private static readonly TimeSpan s_reportPause = TimeSpan.FromSeconds(2);

    private BootAwaited? _order;

    /// <summary>It boots from its own disk.</summary>
    public bool Boots { get; init; } = true;

    /// <summary>The golden node has answered its report.</summary>
    public bool HasReported { get; private set; }

    void IReceiverEffects.LeaveReporter(IPEndPoint golden, BootAwaited order) => _order = order;

    private void Restart()
    {
        if (_order is { } order && Boots)
            Room.Time.After(
                Room.Plan.Install!.BootTime,
                () => Report(order, Room.Time.Now + TimeSpan.FromSeconds(order.Seconds))
            );
    }

    private void Report(BootAwaited order, TimeSpan until)
    {
        if (HasReported || Room.Time.Now > until)
            return;
        Send(Room.Server, () => Room.Server.OnBootReport(order, new Answered(this)));
        Room.Time.After(s_reportPause, () => Report(order, until));
    }

    /// <summary>The golden node's end of the clone's connection.</summary>
    private sealed class Answered(SimNode clone) : IControlConnection
    {
        public IPEndPoint Remote => clone.ControlAddress;

        public IPEndPoint Local => SimServer.Control;

        public bool TrySend(ControlMessage message)
        {
            clone.Room.Time.After(clone.Room.Plan.Latency, () => clone.HasReported |= message is BootReportTaken && !clone.IsCut);
            return true;
        }

        public void Finish() { }

        public void ShutDown() { }
    }
}
