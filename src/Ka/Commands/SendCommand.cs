using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Ka.Coordination.Events;
using Ka.Disks.Images;
using Ka.Disks.Model;
using Ka.Linux;
using Ka.Reporting;
using Ka.Sender;

namespace Ka.Commands;

/// <summary><c>ka send</c>: the bare broadcast, golden side.</summary>
internal sealed class SendCommand
{
    private readonly Option<string> _session = new("--session", "-s")
    {
        Description = "The name under which receivers find this run.",
        HelpName = "SESSION",
        Required = true,
    };

    private readonly Option<string?> _tree = new("--tree")
    {
        Description = "Send this directory with all below it, on its file system.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _exclude = new("--exclude", "-x")
    {
        Description = "Leave out what is in DIR; DIR itself is sent. Repeatable; 'A|B' are two.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "Send this file's or device's bytes; - is standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _command = new("--execute", "-e")
    {
        Description = "Send what COMMAND prints; its exit status counts.",
        HelpName = "COMMAND",
    };

    private readonly Option<string[]> _partitions = new("--raw-partition", "-D")
    {
        Description =
            "Send this partition, alone or before the rest: its used blocks when partclone is here and knows what is "
            + "on it. Repeatable.",
        HelpName = "PART",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "Write a manifest of what is sent, for 'ka verify', into FILE; of further rounds into FILE.2, FILE.3.",
        HelpName = "FILE",
    };

    private readonly Option<string> _stepTime = new("--step-time")
    {
        Description =
            "Longest time that a node which has received everything may write nothing (90s, 30m, 2h); then it has failed.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30m",
    };

    private readonly SharedOptions _shared = new(new ConnectionOptions());

    private readonly RendezvousOptions _gather = new(isRequired: true);

    public static Command Create()
    {
        var options = new SendCommand();
        var command = new Command(
            "send",
            """
            Send a tree, a file or a command's output to N nodes, down a chain.

            Examples:
              ka send -s room12 -n 4 --tree /srv/golden -x /srv/golden/tmp
              ka send -s room12 -n 60 --tree / -D sda3

            Exit status: 0 every node is done, 1 failed, 2 usage, 3 some nodes failed, 130 interrupted.
            """
        )
        {
            options._session,
            options._tree,
            options._exclude,
            options._file,
            options._command,
            options._partitions,
            options._manifest,
            options._stepTime,
        };
        options._gather.AddTo(command);
        options._shared.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        PathOption.DemandCreatable(parsed.GetValue(_manifest), "--manifest");
        ThisProcess.IgnoreHangup();
        using var interruption = new ShutdownSignal();
        var (screen, status) = (new Screen(), new RunStatus());
        using var terminal = new RunTerminal(screen, new SenderConsole(screen, status, _shared.Quiet(parsed)), _ => { });
        using var json = _shared.Json(parsed) ? new RunJson(new SenderJson(new JsonLineWriter())) : null;
        Action<RunEvent> report = terminal.Report;
        report += json is null ? null : json.Report;
        RunState state;
        using (
            var manifests = RunManifests.To(parsed.GetValue(_manifest) is { } file ? BytePath.FromText(file) : null, terminal.Say)
        )
        using (var run = new SenderRun(Plan(parsed), Source(parsed).Recorded(manifests), report, null, status))
        {
            interruption.Requested += run.Interrupt;
            state = run.Run();
        }
        return (int)ExitCodes.Of(state);
    }

    private SenderOptions Plan(ParseResult parsed) =>
        _gather.Plan(parsed, _shared, SessionName.Parse(parsed.GetRequiredValue(_session)), null) with
        {
            StepPatience = DurationParser.Parse(parsed.GetRequiredValue(_stepTime), "--step-time"),
        };

    private StreamSource Source(ParseResult parsed)
    {
        var exclude = new List<BytePath>();
        foreach (var list in parsed.GetValue(_exclude) ?? [])
        foreach (var directory in list.Split('|', StringSplitOptions.RemoveEmptyEntries))
            exclude.Add(BytePath.FromText(directory));
        var (tree, file, command) = (parsed.GetValue(_tree), parsed.GetValue(_file), parsed.GetValue(_command));
        if (exclude.Count > 0 && tree is null)
            throw new UsageException("--exclude goes with --tree");
        // Partitions first: a node that cannot take them says so before it has written anything.
        var sources = (parsed.GetValue(_partitions) ?? [])
            .Select(part => StreamSource.Partition(RawPartition.PathOf(part)))
            .ToList();
        switch (tree, file, command)
        {
            case ({ } path, null, null):
                sources.Add(StreamSource.Tree(BytePath.FromText(path), exclude));
                break;
            case (null, { } path, null):
                sources.Add(StreamSource.File(BytePath.FromText(path)));
                break;
            case (null, null, { } words):
                sources.Add(StreamSource.Command(BytePath.FromText(words)));
                break;
            case (null, null, null) when sources.Count > 0:
                break;
            default:
                throw new UsageException("send: say one of --tree DIR, --file FILE, -e COMMAND, or -D PART");
        }
        return StreamSource.All(sources);
    }
}
