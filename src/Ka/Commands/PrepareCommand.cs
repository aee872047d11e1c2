using System;
using System.Collections.Generic;
using System.CommandLine;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Nodes;
using Ka.Prepare.Apply;
using Ka.Prepare.Model;
using Ka.Prepare.Plan;
using Ka.Reporting;

namespace Ka.Commands;

/// <summary><c>ka prepare</c>: makes a copied tree boot on this machine.</summary>
internal sealed class PrepareCommand
{
    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "The directory where 'ka layout apply' mounted the tree.",
    };

    private readonly Option<string?> _layout = new("--layout")
    {
        Description = "The golden node's layout: its names of disks are replaced in the tree's files.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _hostName = new("--host-name")
    {
        Description = "The clone's host name. Without it the golden node's.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "What this clone gets, as in a line of 'ka serve --names': address=10.1.0.5/24, rack=b. Repeatable.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _keepIdentity = new("--keep-identity")
    {
        Description = "Leave machine id, SSH host keys, seeds, leases and udev rules as they are.",
    };

    private readonly KeepOption _keep = new();

    private readonly Option<string?> _bootLoader = new("--bootloader", "-r")
    {
        Description =
            "grub, grub-legacy, lilo, systemd-boot, extlinux, uki or none, with options for the initramfs: 'grub "
            + "--with=MODULE'. Without it the tree's own.",
        HelpName = "LOADER",
    };

    private readonly Option<string?> _hooks = new("--hooks")
    {
        Description = $"Hooks of this machine instead of the tree's {HookSteps.InTree}.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _disks = new("--disk")
    {
        Description = "A disk of the clone on which nothing of it is mounted. Repeatable.",
        HelpName = "DEV",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print what would be done." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object per event on standard output." };

    public static Command Create()
    {
        var options = new PrepareCommand();
        var command = new Command(
            "prepare",
            """
            Make a copied tree, mounted on this machine's disks, boot on this machine: an identity of its own, the names of
            disks, an initramfs with this machine's drivers, the boot loader, hooks. docs/prepare.md lists what changes.

            Examples:
              ka prepare /mnt/disk --layout golden.json --host-name node7
              ka prepare /mnt/disk --dry-run

            Exit status: 0 done, 1 failed, 2 usage, 4 stopped before anything was changed; every reason is listed.
            """
        )
        {
            options._directory,
            options._layout,
            options._hostName,
            options._set,
            options._keepIdentity,
            options._keep.Option,
            options._bootLoader,
            options._hooks,
            options._disks,
            options._dryRun,
            options._json,
        };
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        SetupException.DemandRoot("ka prepare");
        PrepareRequest? request = null;
        PreparePlan? plan = null;
        DiskLock? claim = null;
        var output = new PrepareOutput(parsed.GetValue(_json) ? new JsonLineWriter() : null);
        var status = NothingTouchedScope.Guard(() =>
        {
            request = Request(parsed);
            if (!parsed.GetValue(_dryRun))
                claim = DiskLock.Take(request.Root, []);
            plan = PreparePlanner.Plan(request);
            if (
                output.Show(plan) is var printed
                && printed == (int)ExitCode.Done
                && PrepareExecution.MissingPrograms() is { Count: > 0 } missing
            )
                throw new ToolException($"not installed: {string.Join(", ", missing)}");
            return printed;
        });
        using var claimed = claim;
        if (status != (int)ExitCode.Done || parsed.GetValue(_dryRun))
            return status;
        var found = new PrepareExecution(request!, Console.Error.WriteLine).Apply(plan!, PrepareOutput.Begin);
        output.End(request!.Root, found);
        return (int)ExitCode.Done;
    }

    private PrepareRequest Request(ParseResult parsed)
    {
        var root = LayoutApplyCommand.CheckedDirectory(parsed.GetRequiredValue(_directory), "DIR");
        var hostName = parsed.GetValue(_hostName);
        if (hostName is not null && !NodeName.Host.IsHostName(hostName))
            throw new UsageException($"--host-name: '{BytePath.FromText(hostName)}' is no host name");
        var target = TargetCapture.Read(root, parsed.GetValue(_disks) ?? []);
        var disks = new List<string>();
        foreach (var disk in target.Disks)
            disks.Add(disk.Name);
        return new PrepareRequest
        {
            Root = root,
            Target = target,
            Golden = parsed.GetValue(_layout) is { } file ? ReadLayout(file) : null,
            Hardware = MachineHardware.Read(disks),
            HasNvram = TargetCapture.HasNvram(),
            HostName = hostName,
            Given = Given(hostName, parsed.GetValue(_set) ?? []),
            KeepIdentity = parsed.GetValue(_keepIdentity),
            Kept = _keep.Read(parsed),
            BootLoader = Choice(parsed.GetValue(_bootLoader)),
            Hooks = parsed.GetValue(_hooks) is { } hooks ? LayoutApplyCommand.CheckedDirectory(hooks, "--hooks") : null,
        };
    }

    private static NodeSettings Given(string? hostName, string[] words)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (var word in words)
            values.Add(
                word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
                    ? new(word[..equals], word[(equals + 1)..])
                    : throw new UsageException($"--set: '{BytePath.FromText(word)}' is not KEY=VALUE")
            );
        try
        {
            return NodeSettings.Parse(hostName ?? "", values);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--set: {e.Message}");
        }
    }

    private static Layout ReadLayout(string file)
    {
        var name = BytePath.FromText(file);
        using var opened = Files.OpenRead(name);
        return LayoutText.Read(Files.ReadToEnd(opened, name, LayoutText.MaxLength));
    }

    private static BootLoaderChoice? Choice(string? text)
    {
        try
        {
            return text is null ? null : BootLoaderChoice.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--bootloader: {e.Message}");
        }
    }
}
