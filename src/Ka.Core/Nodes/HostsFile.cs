using System;
using System.Collections.Generic;
using System.Net;

namespace Ka.Nodes;

/// <summary>A file of addresses and host names: hosts(5). Immutable.</summary>
public sealed class HostsFile
{
    private readonly Dictionary<NodeName.Host, IPAddress> _addresses = [];

    private HostsFile() { }

    /// <summary>Reads the text of such a file. Lines that are malformed are skipped, as by the C library.</summary>
    public static HostsFile Parse(string text)
    {
        var hosts = new HostsFile();
        foreach (var line in text.Split('\n'))
            if (
                line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, .. var names]
                && IPAddress.TryParse(first, out var address)
            )
                foreach (var name in names)
                    // Of several lines for one name the first counts.
                    hosts._addresses.TryAdd(new NodeName.Host(name), address);
        return hosts;
    }

    /// <summary>The address of a name or an alias; null: it is not in the file.</summary>
    public IPAddress? Find(NodeName.Host name) => _addresses.GetValueOrDefault(name);
}
