using System;
using System.CommandLine;
using Ka.Linux;
using Ka.Nodes;
using Ka.Pxe;

namespace Ka.Commands;

/// <summary><c>ka pxe arm</c> and <c>ka pxe disarm</c>: what one machine boots.</summary>
internal sealed class PxeEntryCommand
{
    private readonly BootTreeOptions _tree = new();

    private readonly Argument<NodeSet?> _nodes = NodeArguments.Argument(
        $"Machines: {NodeArguments.Spellings}; names and IP addresses are those of dnsmasq.",
        ArgumentArity.OneOrMore
    );

    public static Command Create(string verb, string label, string description)
    {
        var options = new PxeEntryCommand();
        var command = new Command(
            verb,
            $"""
            {description}

            Example:
              ka pxe {verb} --root /srv/tftp 52:54:00:12:34:56 10.0.0.31 node[01-60]
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
        foreach (var node in parsed.GetValue(_nodes)!.Names)
        {
            var machine = Find(tree, node);
            BootEntries.AddMachine(tree, machine, label);
            Console.Out.WriteLine($"{machine}: {label}");
        }
        tree.Commit();
        return (int)ExitCode.Done;
    }

    private static MachineAddress Find(BootTree tree, NodeName node) =>
        // Names of pxelinux's entries (01-52-54-00-12-34-56) look like host names.
        MachineAddress.TryParse(node.ToString()!)
        ?? DhcpLeases.Find(tree, node.ToString()!)
        ?? throw new PxeException($"'{node}' is not on record in '{tree.Root.Join(BytePath.FromText(DhcpLeases.File))}'");
}
