using System;
using System.Linq;
using Ka.Boot;
using Ka.Coordination;
using Ka.Formatting;
using Ka.Linux;
using Ka.Receiver;
using Ka.Transport;
using Ka.Wire;

namespace Ka.NodeBoot;

/// <summary>Joins the golden node that installs, with an inventory of this machine, until this machine is its clone.</summary>
/// <remarks>A machine that could not be installed stays in the rescue, with its log and its shell, and joins again for the next
/// run.</remarks>
/// <param name="hostName">The clone's, when the network gave one; null: the golden node's.</param>
internal sealed class InstallLoop(BootEnvironment bench, Token? token, string? hostName)
{
    private const string MountDirectory = "/mnt/disk";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    // Only another run lets it in. Sixty such nodes are two handshakes a second for the golden node.
    private static readonly TimeSpan s_pauseOfRefused = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_beforeReboot = TimeSpan.FromSeconds(3);

    private TimeSpan _pause = s_pause;
    private string _disks = "";
    private string _failure = "";
    private bool _wasRegistered;
    private bool _isTouched;
    private long _shown;

    /// <summary>Joins run after run; returns when this machine is a clone and may be restarted.</summary>
    public void Run()
    {
        while (!RunOnce())
            bench.Wait(_pause);
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
        var options = new ReceiverOptions
        {
            Session = BytePath.FromText(KnownSessions.Install),
            Server = bench.Parameters.Server,
            Token = token,
            Window = new MemoryBudget(MemoryFigures.Read(), null).Window,
            Inventory = inventory,
        };
        using var run = new ReceiverRun(options, ReceiverTarget.Machine(new InstallOptions(MountDirectory, [], hostName)), Show);
        return run.Run() == ReceiverOutcome.Done;
    }

    /// <summary>The state for the screen, which keeps showing a failure.</summary>
    private string State => _failure.Length > 0 ? $"NOT INSTALLED: {_failure}" : "rescue running";

    private void Show(NodeRunEvent happened)
    {
        var log = bench.Log;
        switch (happened)
        {
            case NodeRunEvent.NotYet e:
                log.Debug(e.Reason);
                break;
            case NodeRunEvent.Joined e:
                ShowJoined(e);
                break;
            case NodeRunEvent.Judged { Verdict.Fits: true } e:
                log.Begin($"the plan fits, nothing is touched yet: {VerdictText.Disks(e.Verdict)}");
                break;
            case NodeRunEvent.Judged e:
                log.Warn($"the plan does not fit, nothing is touched: {VerdictText.Reasons(e.Verdict)}");
                break;
            case NodeRunEvent.Proceeding:
                _isTouched = true;
                log.Begin("Making the disks");
                break;
            case NodeRunEvent.Stepped e:
                log.Begin(StepText.Describe(e.Step));
                break;
            case NodeRunEvent.Printed e:
                log.Debug(e.Line);
                break;
            case NodeRunEvent.Started e:
                log.Begin($"Receiving (place {e.Index} of {e.Total} in the chain)");
                break;
            // After the last byte the steps are shown.
            case NodeRunEvent.Progressed e when e.PlainBytes != _shown:
                _shown = e.PlainBytes;
                log.Console.Progress(e.PlainBytes, e.ExpectedBytes, e.Elapsed);
                break;
            case NodeRunEvent.Ended e:
                End(e);
                break;
            default:
                ConnectionScreen.Show(happened, log);
                break;
        }
    }

    private void ShowJoined(NodeRunEvent.Joined joined)
    {
        bench.Log.Begin($"{State}, {_disks} seen, registered at {joined.Server?.Address}");
        if (!_wasRegistered)
            bench.Log.Say(
                $"registered {Quantity.Seconds(BootEnvironment.Now)} after the kernel started, "
                    + $"{Quantity.Seconds(Environment.CpuUsage.TotalTime)} of stage 2 ka's own"
            );
        _wasRegistered = true;
    }

    /// <summary>The time from the end of a run to the search for the next one.</summary>
    internal static TimeSpan PauseAfter(NodeRunEvent.Ended ended) => ended.IsRefused ? s_pauseOfRefused : s_pause;

    private void End(NodeRunEvent.Ended ended)
    {
        _pause = PauseAfter(ended);
        if (ended.IsDone)
            bench.Log.Say($"installed: {Quantity.Bytes(ended.PlainBytes)} in {Quantity.Seconds(ended.Elapsed)}");
        else if (_isTouched)
            bench.Log.Error($"NOT INSTALLED: {_failure = ended.Reason}");
        else
            bench.Log.Warn($"left the KA server: {ended.Reason}");
    }
}
