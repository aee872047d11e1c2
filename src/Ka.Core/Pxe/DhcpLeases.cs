using System;
using Ka.Linux;

namespace Ka.Pxe;

/// <summary>The leases that dnsmasq has on record in a boot tree: one line each, <c>EXPIRY MAC ADDRESS NAME
/// CLIENT-ID</c>.</summary>
public static class DhcpLeases
{
    /// <summary>Below the tree.</summary>
    public const string File = "ka/leases";

    /// <summary>The machine that was given an address, or that calls itself by a name; null when none is on record.</summary>
    public static MachineAddress? Find(BootTree tree, string node)
    {
        MachineAddress? found = null;
        foreach (var line in SurrogateEscape.Decode(tree.TryRead(File) ?? []).Split('\n'))
            if (
                line.Split(' ') is [_, var machine, var leased, var name, ..]
                && (leased == node || name.Equals(node, StringComparison.OrdinalIgnoreCase))
            )
                found = MachineAddress.TryParse(machine);
        return found;
    }
}
