using System;
using System.CommandLine;
using System.Net;
using Ka.BootImages.Build;
using Ka.Linux;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary><c>ka pxe</c>: writes the boot tree and runs dnsmasq on it.</summary>
internal sealed class PxeCommand
{
    private readonly BootTreeOptions _tree = new();

    private readonly Option<string?> _interface = new("--interface")
    {
        Description = "The network interface that the machines are on.",
        HelpName = "IF",
    };

    private readonly Option<string?> _range = new("--range")
    {
        Description = "Be the DHCP server of that network, with the addresses from A to B.",
        HelpName = "A,B",
    };

    private readonly Option<bool> _proxy = new("--proxy")
    {
        Description = "Leave addresses to the DHCP server of that network, and add to its answers what to boot.",
    };

    private readonly Option<string?> _gateway = new("--gateway")
    {
        Description = "With --range: the machines' gateway.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _dns = new("--dns")
    {
        Description = "With --range: the machines' name server.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _image = new("--image")
    {
        Description = "Take vmlinuz and all.rdz from DIR, the -o of 'ka image'. Without it: those that are in the boot tree.",
        HelpName = "DIR",
    };

    private readonly Option<string> _loaders = new("--loaders")
    {
        Description = "The root in which pxelinux, shim and GRUB are installed.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "/",
    };

    private readonly Option<string> _append = new("--append")
    {
        Description = "The kernel's command line.",
        HelpName = "WORDS",
        DefaultValueFactory = _ => BootEntries.Append,
    };

    private readonly Option<string> _default = new("--default")
    {
        Description = "What a machine without an entry of its own boots: local or kamethod.",
        HelpName = "LABEL",
        DefaultValueFactory = _ => BootEntries.Local,
    };

    private readonly Option<bool> _writeOnly = new("--write-only")
    {
        Description = "Write the boot tree and end; you start dnsmasq or another server.",
    };

    public static Command Create()
    {
        var options = new PxeCommand();
        var command = new Command(
            "pxe",
            """
            Write what machines boot by PXE, BIOS and UEFI, into a directory, and serve it with dnsmasq until Ctrl-C.

            Examples:
              ka image -o /var/lib/ka/image
              ka pxe --root /srv/tftp --image /var/lib/ka/image --interface eth1 --range 10.0.0.30,10.0.0.90
              ka pxe --root /srv/tftp --interface eth0 --proxy
              ka pxe arm --root /srv/tftp 52:54:00:12:34:56

            Exit status: 0 done, 1 failed, 2 usage.
            """
        )
        {
            options._interface,
            options._range,
            options._proxy,
            options._gateway,
            options._dns,
            options._image,
            options._loaders,
            options._append,
            options._default,
            options._writeOnly,
            PxeEntryCommand.Create("arm", BootEntries.KaMethod, "Have machines boot kamethod: be cloned."),
            PxeEntryCommand.Create("disarm", BootEntries.Local, "Have machines boot their own disk."),
        };
        options._tree.AddTo(command);
        command.SetAction(options.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var tree = _tree.Tree(parsed);
        var configuration = Configuration(parsed);
        var label = parsed.GetRequiredValue(_default);
        if (label is not (BootEntries.Local or BootEntries.KaMethod))
            throw new UsageException(
                $"--default: '{BytePath.FromText(label)}' is neither {BootEntries.Local} nor {BootEntries.KaMethod}"
            );
        BootLoaders.AddTo(tree, BytePath.FromText(parsed.GetRequiredValue(_loaders)));
        BootEntries.AddTo(tree, parsed.GetRequiredValue(_append), label);
        if (parsed.GetValue(_image) is { } image)
            PxeImages.AddTo(tree, BytePath.FromText(image), ImageBuild.Vmlinuz, ImageBuild.StageOne);
        else
            PxeImages.Demand(tree, ImageBuild.Vmlinuz, ImageBuild.StageOne);
        if (configuration is not null)
            tree.Add(DnsmasqConfiguration.File, configuration.Text(BootTreeOptions.PlainName(tree.Root)));
        foreach (var path in tree.Commit())
            Console.Out.WriteLine($"written: {tree.Root.Join(BytePath.FromText(path))}");
        if (configuration is { Range: null })
            Console.Error.WriteLine(
                $"UEFI machines need more: GRUB asks the DHCP server's next-server, which must be {configuration.Network}"
            );
        return parsed.GetValue(_writeOnly)
            ? (int)ExitCode.Done
            : Serve(tree.Root.Join(BytePath.FromText(DnsmasqConfiguration.File)));
    }

    private static int Serve(BytePath configuration)
    {
        Dnsmasq.Check(configuration);
        using var interruption = new ShutdownSignal();
        using var dnsmasq = Dnsmasq.Start(configuration);
        interruption.Requested += dnsmasq.Stop;
        dnsmasq.Run(Console.Error.WriteLine);
        return (int)ExitCode.Done;
    }

    /// <summary>null: dnsmasq is not asked for.</summary>
    private DnsmasqConfiguration? Configuration(ParseResult parsed)
    {
        var (name, range, proxy) = (parsed.GetValue(_interface), parsed.GetValue(_range), parsed.GetValue(_proxy));
        if (name is null && parsed.GetValue(_writeOnly))
            return null;
        if (name is null)
            throw new UsageException("say --interface IF, or --write-only");
        if (range is null != proxy)
            throw new UsageException(
                $"say --range A,B to be the DHCP server on {BytePath.FromText(name)}, or --proxy beside an existing one"
            );
        var network = BootTreeOptions.NetworkOf(name);
        var addresses = range is null ? null : BootTreeOptions.Range(range, network);
        return new DnsmasqConfiguration(name, addresses, network.Address, Address(parsed, _gateway), Address(parsed, _dns));
    }

    private static IPAddress? Address(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? ConnectionOptions.Address(text, option.Name) : null;
}
