using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Net;
using Ka.BootImages.Build;
using Ka.CommandLine;
using Ka.Disks.Probe;
using Ka.Linux;
using Ka.Network.Interfaces;
using Ka.Nodes;
using Ka.Pxe;
using Ka.Sender;
using Ka.Transport;

namespace Ka.Commands;

/// <summary><c>ka clone</c>: a whole deployment in one command: boot images, boot network, run.</summary>
internal sealed class CloneCommand
{
    private const string Name = "ka clone";

    private static readonly TimeSpan s_searchPatience = TimeSpan.FromSeconds(4);

    private readonly ServeRun _run = new(Name, bootTime: "15m");

    private readonly BootNetworkOptions _service = new(isRequired: true);

    private readonly Option<string> _directory = new("--boot-dir")
    {
        Description = "The directory for what machines boot; its 'tftp' is served to every machine of the network.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/var/lib/ka/boot",
    };

    private readonly Option<string?> _images = new("--boot-images")
    {
        Description = "Boot vmlinuz, all.rdz and rescue.sqfs of DIR, the -o of 'ka image', instead of making them.",
        HelpName = "DIR",
    };

    public static Command Create()
    {
        var options = new CloneCommand();
        var command = new Command(
            "clone",
            """
            Clone this machine onto N others, to their first boot.

            It makes what they boot, serves it by PXE on one network, waits for them, shows what would be erased, asks once,
            clones them, and waits until each has booted from its own disk. It leaves addresses to the DHCP server of that
            network; with --range it is that server.

            Examples:
              ka clone -n 60 --interface eth1 --range 10.0.0.30,10.0.0.90 -x /tmp -x /var/tmp
              ka clone -n 60 --interface eth0
              ka clone -n 1 --interface eth0 --only 52:54:00:12:34:56 --dry-run

            Exit status: 0 every node is done and has booted, 1 failed, 2 usage, 3 some nodes failed, 4 stopped before any
            disk was touched, 130 interrupted.
            """
        );
        options._service.AddTo(command);
        command.AddOptions("The boot network", options._directory, options._images);
        options._run.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        SetupException.DemandRoot(Name);
        var name = _service.Interface(parsed)!;
        var configuration = _service.Configuration(parsed, name);
        // The run reads its file.
        var token = _run.Connections.TokenOrNew(parsed);
        var status = _run.Run(parsed, () => Open(parsed, configuration, token));
        if (_run.NotDone is { Count: > 0 } others && status == (int)ExitCode.SomeNodesFailed)
            Console.Error.WriteLine(
                $"to clone the others: {Name} -n {others.Count.ToString(CultureInfo.InvariantCulture)} --interface "
                    + $"{BytePath.FromText(name)} --only {string.Join(',', others)}"
            );
        return status;
    }

    /// <summary>What is wrong with the network or this machine is found before the images are made, which takes
    /// longest.</summary>
    private RunSource Open(ParseResult parsed, DnsmasqConfiguration configuration, Token? token)
    {
        KernelSupport.Demand();
        Console.Error.WriteLine(Addresses(configuration, DhcpServerSearch.Find(configuration.Interface, s_searchPatience)));
        // Two runs would change each other's entries.
        var claim = DiskLock.Take(SurrogateEscape.Decode(Directory(parsed)), []);
        // It holds the token, and what machines boot is no part of them.
        Files.MakeDirectories(Directory(parsed));
        var install = _run.Clones.ReadWithout(parsed, Directory(parsed));
        var tree = new BootTree(Directory(parsed).Join("tftp"u8), force: false);
        BootLoaders.AddTo(tree, BytePath.FromText(_service.Loaders(parsed)));
        var images = parsed.GetValue(_images) is { } made ? BytePath.FromText(made) : MakeImages(parsed, token);
        AddEntries(tree, _service.Append(parsed), _run.Only(parsed));
        PxeImages.AddTo(tree, images, ImageBuild.Vmlinuz, ImageBuild.StageOne);
        tree.Add(DnsmasqConfiguration.File, configuration.Text(BootTreeOptions.PlainName(tree.Root)));
        tree.Commit();
        Console.Error.WriteLine(
            $"switch the machines on, and let them boot from the network ({configuration.Interface}). A machine that runs a "
                + $"rescue system with ka in it joins by: ka replicate --host {configuration.Network} --reboot"
        );
        return new RunSource(install.Plan, install.Source)
        {
            Rescue = images.Join(BytePath.FromText(ImageBuild.Rescue)),
            BootTree = tree.Root,
            Network = new BootNetwork(tree, _service.Append(parsed), claim),
        };
    }

    /// <summary>There is one DHCP server on the network: this machine, when it has a range, or another.</summary>
    /// <param name="found">The address of a server that answered; null: none did.</param>
    /// <returns>A line for people.</returns>
    /// <exception cref="UsageException">There would be none, or two.</exception>
    private static string Addresses(DnsmasqConfiguration configuration, IPAddress? found) =>
        (configuration.Range, found) switch
        {
            ({ } range, null) =>
                $"boot network {configuration.Interface}: this machine, {configuration.Network}, gives addresses from "
                    + $"{range.First} to {range.Last}",
            (null, { } server) => $"boot network {configuration.Interface}: {server} gives addresses, this machine, "
                + $"{configuration.Network}, says what to boot. UEFI machines need {configuration.Network} as that server's "
                + "next-server: GRUB asks there",
            ({ }, { } server) => throw new UsageException(
                $"--range: on {configuration.Interface} {server} is a DHCP server already: leave --range out, or switch that "
                    + "server off"
            ),
            _ => throw new UsageException(
                $"--interface {configuration.Interface}: no DHCP server answered there in "
                    + string.Create(CultureInfo.InvariantCulture, $"{s_searchPatience.TotalSeconds} s")
                    + ": say --range A,B with addresses of its network that are free, and this machine is the DHCP server"
            ),
        };

    private BytePath Directory(ParseResult parsed) => BootTreeOptions.FullPath(parsed.GetRequiredValue(_directory));

    /// <summary>They are made for each run: the same tree, program and token give the same bytes, and only reading the whole tree
    /// shows whether it has changed since.</summary>
    private BytePath MakeImages(ParseResult parsed, Token? token)
    {
        var output = Directory(parsed).Join("image"u8);
        Files.MakeDirectories(output);
        new ImageBuild(
            new ImageRequest
            {
                Output = output,
                Root = BytePath.FromText(_run.Clones.Root(parsed)),
                Token = token is null ? null : TokenFile.Content(token),
            },
            Console.Error.WriteLine
        ).Run();
        return output;
    }

    /// <summary>Machines boot the rescue: all of them, or those that the run admits when they are named by hardware
    /// address.</summary>
    private static void AddEntries(BootTree tree, string append, NodeSet? only)
    {
        var machines = Machines(only);
        BootEntries.AddTo(tree, append, machines is null ? BootEntries.KaMethod : BootEntries.Local);
        BootEntries.AddMachines(tree, machines is null ? BootEntries.KaMethod : BootEntries.Local);
        foreach (var machine in machines ?? [])
            BootEntries.AddMachine(tree, machine, BootEntries.KaMethod);
    }

    /// <summary>null: not all are named by hardware address.</summary>
    private static List<MachineAddress>? Machines(NodeSet? only)
    {
        var machines = only?.Names.Select(node => MachineAddress.TryParse(node.ToString()!)).ToList();
        return machines is null || machines.Contains(null) ? null : [.. machines.Select(machine => machine!.Value)];
    }
}
