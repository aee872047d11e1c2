using System;
using System.CommandLine;
using System.Net;
using Ka.Linux;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary><c>ka pxe arm</c> and <c>ka pxe disarm</c>: what one machine boots.</summary>
internal sealed class PxeEntryCommand
{
    private readonly BootTreeOptions _tree = new();

    private readonly Argument<string[]> _nodes = new("NODE")
    {
        Description = "Machines by Ethernet address, or by an address that dnsmasq gave them.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create(string verb, string label, string description)
    {
        var options = new PxeEntryCommand();
        var command = new Command(
            verb,
            $"""
            {description}

            Example:
              ka pxe {verb} --root /srv/tftp 52:54:00:12:34:56 10.0.0.31
            """
        )
        {
            options._nodes,
        };
        options._tree.AddTo(command);
        command.SetAction(parsed => options.Run(parsed, label));
        return command;
    }

    private int Run(ParseResult parsed, string label)
    {
        var tree = _tree.Tree(parsed);
        PxeImages.Demand(tree);
        foreach (var node in parsed.GetRequiredValue(_nodes))
        {
            var machine = Find(tree, node);
            BootEntries.AddMachine(tree, machine, label);
            Console.Out.WriteLine($"{machine}: {label}");
        }
        tree.Commit();
        return (int)ExitCode.Done;
    }

    private static MachineAddress Find(BootTree tree, string node) =>
        MachineAddress.TryParse(node)
        ?? (
            IPAddress.TryParse(node, out var address)
                ? DhcpLeases.Find(tree, address)
                    ?? throw new PxeException(
                        $"{address} is not on record in '{tree.Root.Join(BytePath.FromText(DhcpLeases.File))}'"
                    )
                : throw new UsageException(
                    $"'{BytePath.FromText(node)}' is neither an Ethernet address (52:54:00:12:34:56) nor an IP address"
                )
        );
}
