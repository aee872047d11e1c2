using System;
using System.Collections.Generic;
using System.CommandLine;
using Ka.CommandLine;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Nodes;
using Ka.Reporting;
using Ka.Sender;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>The golden node's side of a deployment: the options that its commands share, and the run, from the first node that
/// joins to the last that restarts as a clone.</summary>
/// <param name="command">The command, as it is typed.</param>
/// <param name="bootTime">The time for the first boots of clones without an option; null: they are not awaited.</param>
internal sealed class ServeRun(string command, string? bootTime = null)
{
    private readonly RendezvousOptions _gather = new(isRequired: false);

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

    private readonly BootedOptions _booted = new(bootTime);

    private readonly Option<bool> _nice = new("--nice")
    {
        Description = "Run at low priority: other programs of this machine get the processor and the disks first.",
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

    private readonly RunOutputs _desk = new();

    private readonly SharedOptions _shared = new(new ConnectionOptions(portLetter: null));

    /// <summary>The options about the clones and what is copied.</summary>
    public ServeOptions Clones { get; } = new();

    /// <summary>The addresses of nodes that the last run has not finished.</summary>
    public IReadOnlyList<string> NotDone { get; private set; } = [];

    public void AddTo(Command command)
    {
        _gather.AddTo(command);
        command.AddOptions("Nodes", _only, _stepTime);
        command.AddOptions("Consent", _yes, _late, _dryRun);
        Clones.AddTo(command);
        command.AddOptions("Starting and restarting", _delay);
        _booted.AddTo(command);
        command.AddOptions("Sending", _nice);
        _desk.AddTo(command);
        command.AddOptions("What a run leaves behind", _ok, _failed, _manifest);
        command.AddOptions("Defaults", _config);
        _shared.AddTo(command);
    }

    /// <summary>The nodes that are admitted; null: all.</summary>
    public NodeSet? Only(ParseResult parsed) => parsed.GetValue(_only);

    /// <summary>How nodes find and authenticate the run.</summary>
    public ConnectionOptions Connections => _shared.Door;

    /// <summary>Runs it.</summary>
    /// <param name="open">Reads what is sent, and makes what machines boot; no disk is touched by it. It is called when the
    /// options of the run have been checked.</param>
    /// <exception cref="UsageException">The options make no sense.</exception>
    /// <exception cref="SetupException">This machine is not ready.</exception>
    public int Run(ParseResult parsed, Func<RunSource> open)
    {
        var (yes, dryRun) = (parsed.GetValue(_yes), parsed.GetValue(_dryRun));
        if (yes && dryRun)
            throw new UsageException("--yes and --dry-run are opposites");
        if (!yes && !dryRun && !Terminal.IsTerminal(Fd.StandardInput))
            throw new UsageException(
                $"{command} erases the disks of nodes, and there is no terminal to ask on: say --yes, or --dry-run to see "
                    + "what it would do"
            );
        SetupException.DemandRoot(command);
        foreach (var option in new[] { _ok, _failed, _manifest })
            PathOption.DemandCreatable(parsed.GetValue(option), option.Name);
        var plan = Plan(parsed);
        // Before there is another thread: each has its own priority, inherited from the thread that started it.
        using var lowered = parsed.GetValue(_nice) ? new LoweredPriority() : null;
        RunSource? opened = null;
        var status = NothingTouchedScope.Guard(() =>
        {
            opened = open();
            return (int)ExitCode.Done;
        });
        if (opened is not { } source)
            return status;
        using (source)
            return Serve(parsed, plan with { Install = source.Plan }, source, new EraseConfirmation(yes, dryRun, plan.Nodes));
    }

    private int Serve(ParseResult parsed, SenderOptions plan, RunSource source, EraseConfirmation consent)
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
        var entries = source.BootTree is { } tree ? new PxeLocalBootSwitch(tree, terminal.Say) : null;
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
                source.Stream.Recorded(manifests),
                report,
                ports,
                status
            );
            consent.Run = run;
            interruption.Requested += run.Interrupt;
            Action<RunEvent> reportRescue = status.ApplyRescue;
            reportRescue += desk.ReportRescue;
            reportRescue += terminal.ReportRescue;
            using var rescue = source.Rescue is { } file ? new RescueSender(plan, ports, file, terminal.Say, reportRescue) : null;
            source.Network?.Start(terminal.Say, desk);
            state = run.Run();
            results.Write();
            NotDone = results.NotDone;
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
}
