using System;
using System.Linq;
using System.Net;
using Ka.Boot;
using Ka.Figures;
using Ka.Linux;
using Ka.Receiver;
using Ka.Transport;
using Ka.Wire;

namespace Ka.Stages;

/// <summary>Joins the golden node that installs, with an inventory of this machine, and becomes its clone when the golden node says so. A machine that
/// could not be made one stays in the rescue, with its log and its shell, and joins again: the next run may do better.</summary>
/// <param name="hostName">The clone's, when the network gave one; null: the golden node's.</param>
internal sealed class InstallLoop(Workbench bench, Token? token, string? hostName)
{
    private const string MountDirectory = "/mnt/disk";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(3);

    private string _disks = "";
    private string _failure = "";
    private bool _wasRegistered;
    private bool _isTouched;
    private long _shown;

    /// <summary>Returns when this machine is a clone, and may be restarted.</summary>
    public void Run()
    {
        while (!RunOnce())
            bench.Wait(s_pause);
        for (var left = s_beforeReboot; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            bench.Log.Console.Rephrase($"installed (Rebooting in {left.TotalSeconds:F0} sec)");
            bench.Wait(TimeSpan.FromSeconds(1));
        }
    }

    private bool RunOnce()
    {
        var inventory = MachineInventory.Read(BytePath.FromText("/"));
        _disks = inventory.Disks.Count == 1 ? "1 disk" : $"{inventory.Disks.Count} disks";
        bench.Log.Begin($"{State}, {_disks} seen, waiting for KA server");
        var plan = new ReceiverOptions(
            BytePath.FromText(KnownSessions.Install), bench.Parameters.Server, token, IPAddress.Any, DataPort: null, WaitForAll: false,
            new RescueRoom(MemoryFigures.Read(), null).Window)
        {
            Inventory = inventory,
        };
        using var run = new ReceiverRun(plan, ReceiverTarget.Machine(new InstallOptions(MountDirectory, [], hostName)), Show);
        return run.Run() == ReceiverOutcome.Done;
    }

    /// <summary>For the screen: what is wrong stays on it.</summary>
    private string State => _failure.Length > 0 ? $"NOT INSTALLED: {_failure}" : "rescue running";

    private void Show(ReceiverEvent happened)
    {
        var log = bench.Log;
        switch (happened)
        {
            case ReceiverEvent.NotYet e:
                log.Debug(e.Reason);
                break;
            case ReceiverEvent.Joined e:
                log.Begin($"{State}, {_disks} seen, registered at {e.Server.Address}");
                if (!_wasRegistered)
                    log.Say($"registered {Quantity.Seconds(Workbench.Now)} after the kernel started, {Quantity.Seconds(Environment.CpuUsage.TotalTime)} of stage 2 ka's own");
                _wasRegistered = true;
                break;
            case ReceiverEvent.Judged { Verdict.Fits: true } e:
                log.Begin($"the plan fits, nothing is touched yet: {VerdictText.Disks(e.Verdict)}");
                break;
            case ReceiverEvent.Judged e:
                log.Warn($"the plan does not fit, nothing is touched: {VerdictText.Reasons(e.Verdict)}");
                break;
            case ReceiverEvent.Proceeding:
                _isTouched = true;
                log.Begin("Making the disks");
                break;
            case ReceiverEvent.Stepped e:
                log.Begin(StepText.Describe(e.Step));
                break;
            case ReceiverEvent.Printed e:
                log.Debug(e.Line);
                break;
            case ReceiverEvent.Started e:
                log.Begin($"Receiving (place {e.Index} of {e.Total} in the chain)");
                break;
            // What is done after the last byte has words of its own.
            case ReceiverEvent.Progressed e when e.PlainBytes != _shown:
                _shown = e.PlainBytes;
                log.Console.Progress(e.PlainBytes, e.ExpectedBytes, e.Elapsed);
                break;
            case ReceiverEvent.LeftBehind e:
                log.Warn($"left behind, waiting for the next round: {e.Reason}");
                break;
            case ReceiverEvent.ParentChanged e:
                log.Warn(e.What);
                break;
            case ReceiverEvent.Noted e:
                log.Warn(e.Note);
                break;
            case ReceiverEvent.Ended e:
                End(e);
                break;
        }
    }

    private void End(ReceiverEvent.Ended ended)
    {
        if (ended.IsDone)
            bench.Log.Say($"installed: {Quantity.Bytes(ended.PlainBytes)} in {Quantity.Seconds(ended.Elapsed)}");
        else if (_isTouched)
            bench.Log.Error($"NOT INSTALLED: {_failure = ended.Reason}");
        else
            bench.Log.Warn($"left the KA server: {ended.Reason}");
    }
}
