using System;
using System.CommandLine;
using System.Net;
using Ka.Boot;
using Ka.Disks.Plan;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Nodes;
using Ka.Receiver;
using Ka.Reporting;
using Ka.Wire;

namespace Ka.Commands;

/// <summary><c>ka replicate</c>: a node's side of <c>ka serve</c>, by hand in any rescue system.</summary>
internal sealed class ReplicateCommand
{
    private readonly Option<string?> _host = new("--host", "-h")
    {
        Description = "The golden node's address. Without it the golden node is found by broadcast.",
        HelpName = "HOST",
    };

    private readonly Option<string[]> _disks = new("--disk")
    {
        Description = "Use only this disk of this machine. Repeatable; the first takes the place of the first golden disk.",
        HelpName = "DEV",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _mount = new("--mount")
    {
        Description = "Where the clone is mounted while it is made.",
        HelpName = "DIR",
        DefaultValueFactory = _ => LayoutApplyCommand.DefaultDirectory,
    };

    private readonly Option<string?> _hostName = new("--host-name")
    {
        Description = "The clone's host name. Without it the golden node's.",
        HelpName = "NAME",
    };

    private readonly KeepOption _keep = new();

    private readonly Option<bool> _reboot = new("--reboot") { Description = "Restart this machine when it is done." };

    private readonly Option<string> _window = new("--window")
    {
        Description = "Memory for bytes that the disk has not written yet, or that a neighbour may need again.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "64M",
    };

    private readonly LogPortOption _logPort = new("ka replicate");

    private readonly SharedOptions _shared = new(new ConnectionOptions());

    public static Command Create()
    {
        var options = new ReplicateCommand();
        var command = new Command(
            "replicate",
            """
            Become a clone of the golden node of a run: THIS MACHINE'S DISKS ARE ERASED when the operator of the
            golden node agrees.
            Disks that this machine uses, and removable ones, are never taken.

            Examples:
              ka replicate --reboot
              ka replicate -h 10.0.1.40 --disk sda

            Exit status: 0 this node is done, 1 failed, 2 usage, 130 interrupted.
            """
        )
        {
            options._host,
            options._disks,
            options._mount,
            options._hostName,
            options._keep.Option,
            options._reboot,
            options._window,
        };
        options._logPort.AddTo(command);
        options._shared.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var hostName = parsed.GetValue(_hostName);
        if (hostName is not null && !NodeName.Host.IsHostName(hostName))
            throw new UsageException($"--host-name: '{BytePath.FromText(hostName)}' is no host name");
        SetupException.DemandRoot("ka replicate");
        foreach (var disk in parsed.GetValue(_disks) ?? [])
            PathOption.DemandDevice("/dev/" + DiskSelector.PlainName(disk), "--disk");
        var install = new InstallOptions(
            LayoutApplyCommand.CheckedDirectory(parsed.GetRequiredValue(_mount), "--mount"),
            parsed.GetValue(_disks) ?? [],
            hostName
        )
        {
            Kept = _keep.Read(parsed),
        };
        // Another process at work there is named before this node joins; from the plan on the claim is held.
        DiskLock.Take(install.MountDirectory, [], DiskLock.Patience).Dispose();
        ThisProcess.IgnoreHangup();
        using var interruption = new ShutdownSignal();
        var screen = new Screen();
        using var watch = _logPort.Open(parsed, _shared.Door, screen);
        ReceiverOutcome outcome;
        using (
            var run = new ReceiverRun(
                Options(parsed),
                ReceiverTarget.Machine(install),
                NodeReporters.Make(screen, _shared.Quiet(parsed), _shared.Json(parsed))
            )
        )
        {
            interruption.Requested += run.Interrupt;
            outcome = run.Run();
        }
        if (outcome == ReceiverOutcome.Done && parsed.GetValue(_reboot))
        {
            _ = MachinePower.TrySync();
            MachinePower.Restart().OrThrow("restart", "");
        }
        return (int)ExitCodes.Of(outcome);
    }

    private ReceiverOptions Options(ParseResult parsed) =>
        new()
        {
            Session = BytePath.FromText(KnownSessions.Install),
            Server = parsed.GetValue(_host) is { } host
                ? new IPEndPoint(ConnectionOptions.Address(host, "--host"), _shared.Door.Port(parsed))
                : null,
            Token = _shared.Door.Token(parsed),
            Bind = _shared.Door.Bind(parsed),
            DataPort = _shared.DataPort(parsed),
            Window = WindowSize.Parse(parsed.GetRequiredValue(_window)),
            Inventory = MachineInventory.Read(BytePath.FromText("/")),
        };
}
