using System;
using System.Collections.Generic;
using Ka.Linux;
using Ka.Nodes;

namespace Ka.Sender;

/// <summary>Reads the file of <c>--names</c>: which host name the clone at an address gets.</summary>
/// <remarks>A line is a hardware or an IP address and a name; <c>#</c> begins a comment; <c>10.0.0.[1-60] node[01-60]</c> stands
/// for sixty lines.</remarks>
public sealed class HostNameMap
{
    private const int MaxNames = Wire.WireLimits.PlanNames;

    private readonly List<string> _lines = [];
    private readonly HashSet<NodeName> _addresses = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private HostNameMap() { }

    /// <summary>The lines in the form of the install plan: address and name with a blank between them.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="FormatException">The message names the file and the line.</exception>
    public static IReadOnlyList<string> Parse(string text, string file)
    {
        var (map, number) = (new HostNameMap(), 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            try
            {
                map.AddLine(line);
            }
            catch (FormatException e)
            {
                throw new FormatException($"'{BytePath.FromText(file)}' line {number}: {e.Message}");
            }
        }
        return map._lines;
    }

    private void AddLine(string line)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        var words = (comment < 0 ? line : line[..comment]).Split(
            (char[])[' ', '\t', '\r'],
            StringSplitOptions.RemoveEmptyEntries
        );
        if (words.Length == 0)
            return;
        if (words.Length != 2)
            throw new FormatException("a line is an address and a name");
        var (addresses, names) = (NodePattern.Expand(words[0]), NodePattern.Expand(words[1]));
        if (addresses.Count != names.Count)
            throw new FormatException($"{Shown(words[0])} are {addresses.Count}, {Shown(words[1])} are {names.Count}");
        for (var i = 0; i < addresses.Count; i++)
            Add(addresses[i], names[i]);
    }

    private void Add(string text, string name)
    {
        var address = NodeName.Parse(text);
        if (address is NodeName.Host)
            throw new FormatException($"{Shown(text)} is not an address: 10.0.0.7, 10.0.0.[1-20] or 52:54:00:12:34:56");
        if (!NodeName.Host.IsHostName(name))
            throw new FormatException($"{Shown(name)} is not a host name");
        if (!_addresses.Add(address))
            throw new FormatException($"{address} has a name already");
        if (!_names.Add(name))
            throw new FormatException($"{name} is the name of another node already");
        if (_lines.Count == MaxNames)
            throw new FormatException($"there are more than {MaxNames} names");
        _lines.Add($"{address} {name}");
    }

    private static string Shown(string word) => $"'{BytePath.FromText(word)}'";
}
