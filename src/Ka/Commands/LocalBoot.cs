using System;
using Ka.Golden;
using Ka.Linux;
using Ka.Pxe;
using Ka.Wire;

namespace Ka.Commands;

/// <summary>Has nodes that are done boot from their own disks: their entries in the boot tree, before they are released.</summary>
internal sealed class LocalBoot(BytePath tree, Action<string> say)
{
    public void Report(GoldenEvent happened)
    {
        if (happened is not GoldenEvent.NodeEnded { Verdict: Verdict.Done, Inventory: { } inventory } done)
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
            say($"{done.Address} ({done.Host}): its entry in '{tree}' stays as it is: {e.Message}");
        }
    }
}
