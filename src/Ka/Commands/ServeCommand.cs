using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Nodes;
using Ka.Reporting;
using Ka.Sender;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka serve</c>: the golden node's side of a deployment, from the first node that asks for a rescue to the last that
/// restarts as a clone.</summary>
internal sealed class ServeCommand
{
    private readonly RendezvousOptions _gather = new(isRequired: false);

    private readonly ServeOptions _plan = new();

    private readonly Option<string?> _only = new("--only")
    {
        Description =
            "Admit only these nodes: 10.0.0.1-20, 10.0.[0-3].[1-254], 52:54:00:12:34:56, node[01-60]; several with commas.",
        HelpName = "NODES",
    };

    private readonly Option<string?> _delay = new("--release-delay", "-d")
    {
        Description = "Tenths of a second between the releases of two nodes.",
        HelpName = "T",
    };

    private readonly Option<string> _stepTime = new("--step-time")
    {
        Description =
            "Give a node up that is at one step of making its disks, or of preparing its copy, for longer than TIME "
            + "(90s, 30m, 2h).",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30m",
    };

    private readonly Option<bool> _nice = new("--nice")
    {
        Description = "Leave the processor and the disks to what else runs on this machine.",
    };

    private readonly Option<string?> _rescue = new("--rescue")
    {
        Description = "Send this rescue to machines that boot; without it only those that are in a rescue are served.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pxe = new("--pxe")
    {
        Description = "Have each node that is done boot from its own disk: its entry in this tree of 'ka pxe'.",
        HelpName = "TFTPDIR",
    };

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Erase the disks of the nodes that the plan fits, without asking.",
    };

    private readonly Option<bool> _late = new("--late")
    {
        Description = "Also erase, without asking, the disks of nodes that come after the list was agreed to.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Let every node judge the plan, print the verdicts, and touch nothing.",
    };

    private readonly Option<string?> _ok = new("--ok")
    {
        Description = "Write the addresses of nodes that are done into FILE.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _failed = new("--failed")
    {
        Description = "Write the addresses of all other nodes into FILE.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "Write down what is sent, for 'ka verify', into FILE; further rounds into FILE.2, FILE.3.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _config = new(ConfigurationFile.ConfigOption)
    {
        Description = $"Take defaults from FILE instead of {ConfigurationFile.File}.",
        HelpName = "FILE",
    };

    private readonly RunOutputs _desk = new();

    private readonly SharedOptions _shared = new(new ConnectionOptions(portLetter: null));

    public static Command Create()
    {
        var options = new ServeCommand();
        var command = new Command(
            "serve",
            """
            Clone this machine onto N others: their disks are erased and become copies of this one's.

            Every node first checks the whole plan against its own disks; the verdicts are shown, and nothing is erased before
            --yes or an answer. What is not given here is taken from /etc/ka/ka.conf.

            Examples:
              ka serve -n 60 --rescue /var/lib/ka/image/rescue.sqfs -x /tmp -x /var/log
              ka serve -n 2 -p sda desc -r grub --yes
              ka serve -n 4 --dry-run

            Exit status: 0 every node is done, 1 failed, 2 usage, 3 some nodes failed, 4 stopped before any disk was touched,
            130 interrupted.
            """
        )
        {
            options._only,
            options._delay,
            options._stepTime,
            options._nice,
            options._rescue,
            options._pxe,
            options._yes,
            options._late,
            options._dryRun,
            options._ok,
            options._failed,
            options._manifest,
            options._config,
        };
        options._gather.AddTo(command);
        options._plan.AddTo(command);
        options._desk.AddTo(command);
        options._shared.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (yes, dryRun) = (parsed.GetValue(_yes), parsed.GetValue(_dryRun));
        if (yes && dryRun)
            throw new UsageException("--yes and --dry-run are opposites");
        if (!yes && !dryRun && !Terminal.IsTerminal(Fd.StandardInput))
            throw new UsageException(
                "serve erases the disks of nodes, and there is no terminal to ask on: say --yes, or --dry-run to see "
                    + "what it would do"
            );
        var plan = Plan(parsed);
        // Before there is another thread: each has its own priority, inherited from the thread that started it.
        using var lowered = parsed.GetValue(_nice) ? new LoweredPriority() : null;
        InstallPlanBuilder? install = null;
        var status = NothingTouchedScope.Guard(() =>
        {
            // The rescue runs this kernel: what it lacks the nodes lack.
            KernelSupport.Demand();
            install = _plan.Read(parsed);
            return (int)ExitCode.Done;
        });
        return status == (int)ExitCode.Done
            ? Serve(parsed, plan with { Install = install!.Plan }, install.Source, new EraseConfirmation(yes, dryRun, plan.Nodes))
            : status;
    }

    private int Serve(ParseResult parsed, SenderOptions plan, StreamSource source, EraseConfirmation consent)
    {
        ThisProcess.IgnoreHangup();
        using var interruption = new ShutdownSignal();
        var results = new ServeResults(parsed.GetValue(_ok), parsed.GetValue(_failed));
        using var ports = new SessionRouter(
            plan.Bind,
            plan.ControlPort,
            plan.Token,
            BytePath.FromText(KnownSessions.Install),
            BytePath.FromText(KnownSessions.Rescue)
        );
        var (screen, status) = (new Screen(), new RunStatus());
        using var terminal = new RunTerminal(screen, new SenderConsole(screen, status, _shared.Quiet(parsed)), consent.Ask);
        using var json = _shared.Json(parsed) ? new RunJson(new SenderJson(new JsonLineWriter())) : null;
        var entries = parsed.GetValue(_pxe) is { } tree
            ? new PxeLocalBootSwitch(BootTreeOptions.FullPath(tree), terminal.Say)
            : null;
        RunState state;
        using (var desk = _desk.Open(parsed, plan, status, terminal.Say))
        using (
            var manifests = RunManifests.To(
                parsed.GetValue(_manifest) is { } path ? BytePath.FromText(path) : desk.Manifest,
                terminal.Say
            )
        )
        {
            Action<RunEvent> report = terminal.Report;
            report += consent.Report;
            report += results.Report;
            report += desk.Report;
            report += json is null ? null : json.Report;
            using var run = new SenderRun(
                plan with
                {
                    PrepareRelease = entries is null ? null : entries.Prepare,
                },
                source.Recorded(manifests),
                report,
                ports,
                status
            );
            consent.Run = run;
            interruption.Requested += run.Interrupt;
            Action<RunEvent> reportRescue = status.ApplyRescue;
            reportRescue += desk.ReportRescue;
            reportRescue += terminal.ReportRescue;
            using var rescue = parsed.GetValue(_rescue) is { } file
                ? new RescueSender(plan, ports, BytePath.FromText(file), terminal.Say, reportRescue)
                : null;
            state = run.Run();
            results.Write();
        }
        return (int)ExitCodes.Of(state, isSuccessUntouched: consent is { IsDryRun: true, AllFit: true });
    }

    private SenderOptions Plan(ParseResult parsed)
    {
        var only = Only(parsed);
        return _gather.Plan(parsed, _shared, BytePath.FromText(KnownSessions.Install), only?.Count) with
        {
            Only = only,
            Late =
                parsed.GetValue(_late) ? LateNodes.Install
                : parsed.GetValue(_yes) ? LateNodes.Refuse
                : LateNodes.Ask,
            ReleaseDelay = Delay(parsed),
            StepPatience = DurationParser.Parse(parsed.GetRequiredValue(_stepTime), "--step-time"),
        };
    }

    private NodeFilter? Only(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(_only) is { } words ? new NodeFilter(NodeSet.Parse(words)) : null;
        }
        catch (FormatException e)
        {
            throw new UsageException($"--only: {e.Message}");
        }
    }

    private TimeSpan Delay(ParseResult parsed) =>
        parsed.GetValue(_delay) is not { } word ? TimeSpan.Zero
        : ushort.TryParse(
            word,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var tenths
        )
            ? TimeSpan.FromMilliseconds(100.0 * tenths)
        : throw new UsageException($"--release-delay: '{BytePath.FromText(word)}' is not a number of tenths of a second");
}
