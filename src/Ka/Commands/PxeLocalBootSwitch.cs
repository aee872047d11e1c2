using System;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Pxe;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>Makes nodes that are done boot from their own disks: sets their entries in the boot tree.</summary>
/// <param name="say">Shows a line.</param>
internal sealed class PxeLocalBootSwitch(BytePath tree, Action<string> say)
{
    /// <summary>Sets the entries of a node. Writes files, so it may block.</summary>
    /// <param name="inventory">null: its hardware is not known, and nothing is changed.</param>
    public void Prepare(NodeIdentity node, Inventory? inventory)
    {
        if (inventory is null)
            return;
        try
        {
            var entries = new BootTree(tree, force: false);
            foreach (var card in inventory.Interfaces)
                if (MachineAddress.TryParse(card.Address.ToString()) is { } machine)
                    BootEntries.AddMachine(entries, machine, BootEntries.Local);
            entries.Commit();
        }
        catch (Exception e) when (e is PxeException or LinuxException)
        {
            // The clone is done all the same; it boots the network once more, and is refused by this run.
            say($"{node.Address} ({node.Host}): its entry in '{tree}' stays as it is: {e.Message}");
        }
    }
}
