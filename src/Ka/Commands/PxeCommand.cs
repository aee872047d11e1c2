using System;
using System.CommandLine;
using Ka.BootImages.Build;
using Ka.CommandLine;
using Ka.Linux;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary><c>ka pxe</c>: writes the boot tree and runs dnsmasq on it.</summary>
internal sealed class PxeCommand
{
    private readonly BootTreeOptions _tree = new();

    private readonly BootNetworkOptions _service = new(isRequired: false);

    private readonly Option<bool> _proxy = new("--proxy")
    {
        Description = "Leave addresses to the DHCP server of that network, and add to its answers what to boot.",
    };

    private readonly Option<string?> _image = new("--image")
    {
        Description = "Take vmlinuz and all.rdz from DIR, the -o of 'ka image'. Without it: those that are in the boot tree.",
        HelpName = "DIR",
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
            Serve what machines boot by PXE, BIOS and UEFI.

            It is written into a directory, which dnsmasq serves until Ctrl-C.

            Examples:
              ka image -o /var/lib/ka/image
              ka pxe --root /srv/tftp --image /var/lib/ka/image --interface eth1 --range 10.0.0.30,10.0.0.90
              ka pxe --root /srv/tftp --interface eth0 --proxy
              ka pxe arm --root /srv/tftp 52:54:00:12:34:56

            Exit status: 0 done, 1 failed, 2 usage.
            """
        )
        {
            PxeEntryCommand.Create("arm", BootEntries.KaMethod, "Have machines boot kamethod: be cloned."),
            PxeEntryCommand.Create("disarm", BootEntries.Local, "Have machines boot their own disk."),
        };
        options._service.AddTo(command);
        command.AddOptions("The boot network", options._proxy);
        options._tree.AddTo(command);
        command.AddOptions("The boot tree", options._image, options._default, options._writeOnly);
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
        BootLoaders.AddTo(tree, BytePath.FromText(_service.Loaders(parsed)));
        BootEntries.AddTo(tree, _service.Append(parsed), label);
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
        var (name, proxy) = (_service.Interface(parsed), parsed.GetValue(_proxy));
        if (name is null && parsed.GetValue(_writeOnly))
            return null;
        if (name is null)
            throw new UsageException("say --interface IF, or --write-only");
        return _service.HasRange(parsed) == proxy
            ? throw new UsageException(
                $"say --range A,B to be the DHCP server on {BytePath.FromText(name)}, or --proxy beside an existing one"
            )
            : _service.Configuration(parsed, name);
    }
}
