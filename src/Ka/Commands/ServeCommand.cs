using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using Ka.BootImages.Build;
using Ka.CommandLine;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Nodes;
using Ka.Pxe;
using Ka.Reporting;
using Ka.Sender;
using Ka.Store;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka serve</c>: the golden node's side of a deployment, from the first node that asks for a rescue to the last that
/// restarts as a clone.</summary>
internal sealed class ServeCommand
{
    private readonly RendezvousOptions _gather = new(isRequired: false);

    private readonly ServeOptions _plan = new();

    private readonly Option<NodeSet?> _only = NodeArguments.Option(
        "--only",
        $"Admit only these nodes: {NodeArguments.Spellings}; several with commas."
    );

    private readonly Option<string?> _delay = new("--release-delay", "-d")
    {
        Description = "Time between the restarts of two nodes: 500ms, 2s; a number alone is tenths of a second.",
        HelpName = "T",
    };

    private readonly Option<string> _stepTime = new("--step-time")
    {
        Description =
            "Longest time of one step on a node, such as making a file system (90s, 30m, 2h); a slower node has failed.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30m",
    };

    private readonly BootedOptions _booted = new();

    private readonly Option<bool> _nice = new("--nice")
    {
        Description = "Run at low priority: other programs of this machine get the processor and the disks first.",
    };

    private readonly Option<string?> _rescue = new("--rescue")
    {
        Description = "Send this rescue system to machines that boot. Without it only machines that run one are served.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pxe = new("--pxe")
    {
        Description = "Set each node that is done to boot from its own disk, in this boot tree of 'ka pxe'.",
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
        Description = "Write the manifest of what is sent, for 'ka verify', into FILE; of further rounds into FILE.2, FILE.3.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _config = new(ConfigurationFile.ConfigOption)
    {
        Description = $"Take defaults from FILE instead of {ConfigurationFile.File}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _image = new("--image")
    {
        Description = "Clone this image of the store, NAME or NAME@VERSION, instead of this machine; its rescue is sent, too.",
        HelpName = "IMAGE",
    };

    private readonly Option<string> _store = StoreOption.Create();

    private readonly RunOutputs _desk = new();

    private readonly SharedOptions _shared = new(new ConnectionOptions(portLetter: null));

    public static Command Create()
    {
        var options = new ServeCommand();
        var command = new Command(
            "serve",
            """
            Clone this machine onto N others: their disks are erased and become copies of this one's.

            Every node first checks the whole plan against its own disks. The verdicts are shown, and nothing is erased before
            you type the number of nodes, or with --yes. Defaults of all options are in /etc/ka/ka.conf.

            Examples:
              ka serve -n 60 --rescue /var/lib/ka/image/rescue.sqfs -x /tmp -x /var/log
              ka serve -n 2 -p sda desc -r grub --yes
              ka serve -n 4 --dry-run
              ka serve -n 60 --image room12

            Exit status: 0 every node is done, 1 failed, 2 usage, 3 some nodes failed, 4 stopped before any disk was touched,
            130 interrupted.
            """
        );
        options._gather.AddTo(command);
        command.AddOptions("Nodes", options._only, options._stepTime);
        command.AddOptions("Consent", options._yes, options._late, options._dryRun);
        command.AddOptions("An image", options._image, options._store);
        options._plan.AddTo(command);
        command.AddOptions("Starting and restarting", options._rescue, options._pxe, options._delay);
        options._booted.AddTo(command);
        command.AddOptions("Sending", options._nice);
        options._desk.AddTo(command);
        command.AddOptions("What a run leaves behind", options._ok, options._failed, options._manifest);
        command.AddOptions("Defaults", options._config);
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
        SetupException.DemandRoot("ka serve");
        DemandPaths(parsed);
        var plan = Plan(parsed);
        // Before there is another thread: each has its own priority, inherited from the thread that started it.
        using var lowered = parsed.GetValue(_nice) ? new LoweredPriority() : null;
        using var image = parsed.GetValue(_image) is { } word
            ? StoreOption.Of(parsed, _store).Open(StoreOption.Name(word))
            : null;
        (PlanBytes Plan, StreamSource Source)? install = null;
        var status = NothingTouchedScope.Guard(() =>
        {
            install = image is null ? ReadLive(parsed) : ReadStored(parsed, image);
            return (int)ExitCode.Done;
        });
        if (install is not { } ready)
            return status;
        var rescue = parsed.GetValue(_rescue) is { } file ? BytePath.FromText(file) : RescueOf(image);
        return Serve(
            parsed,
            plan with
            {
                Install = ready.Plan,
            },
            new Served(ready.Source, rescue),
            new EraseConfirmation(yes, dryRun, plan.Nodes)
        );
    }

    private (PlanBytes, StreamSource) ReadLive(ParseResult parsed)
    {
        // The rescue runs this kernel: what it lacks the nodes lack.
        KernelSupport.Demand();
        var install = _plan.Read(parsed);
        return (install.Plan, install.Source);
    }

    private (PlanBytes, StreamSource) ReadStored(ParseResult parsed, StoredImage image)
    {
        var install = _plan.ReadStored(parsed, image);
        return (install.Plan, install.Source);
    }

    /// <summary>The rescue of an image; null: it has none.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    private static BytePath? RescueOf(StoredImage? image)
    {
        const string Rescue = $"{StoredImage.Boot}/{ImageBuild.Rescue}";
        if (image?.Has(Rescue) is not true)
            return null;
        image.Check(Rescue);
        return image.PathOf(Rescue);
    }

    /// <exception cref="UsageException">A file of the run's end could not be written, or there is no boot tree.</exception>
    private void DemandPaths(ParseResult parsed)
    {
        foreach (var option in new[] { _ok, _failed, _manifest })
            PathOption.DemandCreatable(parsed.GetValue(option), option.Name);
        if (parsed.GetValue(_pxe) is { } tree)
            PxeImages.Demand(new BootTree(BootTreeOptions.FullPath(tree), force: false));
    }

    private int Serve(ParseResult parsed, SenderOptions plan, Served served, EraseConfirmation consent)
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
                served.Source.Recorded(manifests),
                report,
                ports,
                status
            );
            consent.Run = run;
            interruption.Requested += run.Interrupt;
            Action<RunEvent> reportRescue = status.ApplyRescue;
            reportRescue += desk.ReportRescue;
            reportRescue += terminal.ReportRescue;
            using var rescue = served.Rescue is { } file ? new RescueSender(plan, ports, file, terminal.Say, reportRescue) : null;
            state = run.Run();
            results.Write();
        }
        return (int)ExitCodes.Of(state, isSuccessUntouched: consent is { IsDryRun: true, AllFit: true });
    }

    private SenderOptions Plan(ParseResult parsed)
    {
        var only = parsed.GetValue(_only) is { } nodes ? new NodeFilter(nodes) : null;
        return _gather.Plan(parsed, _shared, BytePath.FromText(KnownSessions.Install), only?.Count) with
        {
            Only = only,
            Late =
                parsed.GetValue(_late) ? LateNodes.Install
                : parsed.GetValue(_yes) ? LateNodes.Refuse
                : LateNodes.Ask,
            ReleaseDelay = Delay(parsed),
            StepPatience = DurationParser.Parse(parsed.GetRequiredValue(_stepTime), "--step-time"),
            BootPatience = _booted.Patience(parsed),
        };
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
        : DurationParser.Parse(word, "--release-delay");

    /// <summary>What is sent.</summary>
    /// <param name="Rescue">To machines that boot; null: nothing.</param>
    private sealed record Served(StreamSource Source, BytePath? Rescue);
}
