using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.Nodes;
using Ka.Wire;

namespace Ka.Sender;

/// <summary>Reads the file of <c>--names</c>: what the clone at an address gets.</summary>
/// <remarks>Two forms. Without a first line of names a line is a node, perhaps its host name, and <c>key=value</c>; with one
/// that begins with <c>node</c> each line has its fields, between blanks, or between commas where the first line has commas.
/// <c>#</c> begins a comment; <c>10.0.0.[1-60] node[01-60] address=10.1.0.[1-60]/24</c> stands for sixty lines.</remarks>
public sealed class NamesFile
{
    private const string NodeColumn = "node";

    private const string NameColumn = "name";

    private readonly List<PlanNode> _nodes = [];
    private readonly HashSet<NodeName> _known = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, string> _addresses = [];
    private string[]? _columns;
    private bool _hasCommas;

    private NamesFile(IEnumerable<IPAddress> taken)
    {
        foreach (var address in taken)
            _addresses[address] = "this machine";
    }

    /// <summary>The nodes of a file, in its order.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="taken">Addresses that this machine has, and no node can have.</param>
    /// <exception cref="FormatException">The message names the file and the line.</exception>
    public static IReadOnlyList<PlanNode> Parse(string text, string file, IEnumerable<IPAddress> taken)
    {
        var (read, number) = (new NamesFile(taken), 0);
        foreach (var line in text.TrimStart('\ufeff').Split('\n'))
        {
            number++;
            try
            {
                read.AddLine(line);
            }
            catch (FormatException e)
            {
                throw new FormatException($"'{BytePath.FromText(file)}' line {number}: {e.Message}");
            }
        }
        return read._nodes;
    }

    private void AddLine(string line)
    {
        var isFirst = _columns is null && _nodes.Count == 0;
        var words = FieldsOf(line, _hasCommas);
        if (words.TrueForAll(word => word.Length == 0))
            return;
        if (isFirst && FieldsOf(line, true) is var head && IsHead(head[0].Split(' ')[0]))
            ReadHead(head.Count > 1 ? head : words, head.Count > 1);
        else if (_columns is not null)
            AddRow(words, _columns);
        else
            AddPairs(words);
    }

    private static bool IsHead(string word) => word.Equals(NodeColumn, StringComparison.OrdinalIgnoreCase);

    private void ReadHead(List<string> words, bool hasCommas)
    {
        _columns = [.. words.Select(word => word.ToLowerInvariant())];
        _hasCommas = hasCommas;
        foreach (var column in _columns)
            if (column.Length == 0 || _columns.Count(other => other == column) > 1)
                throw new FormatException(column.Length == 0 ? "a column has no name" : $"two columns are named {Shown(column)}");
    }

    private void AddRow(List<string> words, string[] columns)
    {
        if (words.Count > columns.Length)
            throw new FormatException($"{words.Count} fields, and the first line names {columns.Length}");
        var (name, values) = ("", new List<KeyValuePair<string, string>>());
        for (var i = 1; i < words.Count; i++)
            if (words[i] is "" or "-")
                continue;
            else if (columns[i] == NameColumn)
                name = words[i];
            else
                values.Add(new(columns[i], words[i]));
        AddNodes(words[0], name, values);
    }

    private void AddPairs(List<string> words)
    {
        var hasName = words.Count > 1 && !words[1].Contains('=', StringComparison.Ordinal);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var word in words.Skip(hasName ? 2 : 1))
            values.Add(
                word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
                    ? new(word[..equals], word[(equals + 1)..])
                    : throw new FormatException($"{Shown(word)} is not KEY=VALUE: a line is a node, its name, and such words")
            );
        if (words.Count == 1)
            throw new FormatException("a line is a node, its name, and words KEY=VALUE");
        AddNodes(words[0], hasName ? words[1] : "", values);
    }

    /// <summary>All nodes that a line stands for.</summary>
    private void AddNodes(string pattern, string name, List<KeyValuePair<string, string>> values)
    {
        var nodes = NodePattern.Expand(pattern);
        var names = name.Length == 0 ? null : Each(name, nodes, pattern);
        var expanded = values.Select(pair => (pair.Key, Each: EachValue(pair.Key, pair.Value, nodes, pattern))).ToList();
        for (var i = 0; i < nodes.Count; i++)
            Add(nodes[i], names?[i] ?? "", [.. expanded.Select(pair => KeyValuePair.Create(pair.Key, pair.Each(i)))]);
    }

    private void Add(string text, string name, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var node = NodeName.Parse(text);
        if (node is NodeName.Host)
            throw new FormatException($"{Shown(text)} is not an address: 10.0.0.7, 10.0.0.[1-20] or 52:54:00:12:34:56");
        var settings = NodeSettings.Parse(name, values);
        if (!_known.Add(node))
            throw new FormatException($"{node} has a line already");
        if (name.Length > 0 && !_names.Add(name))
            throw new FormatException($"{name} is the name of another node already");
        foreach (var card in settings.Cards)
            if (card.Address is { } own && !_addresses.TryAdd(own.Address, node.ToString()))
                throw new FormatException($"{own.Address} is the address of {_addresses[own.Address]} already");
        if (_nodes.Count == WireLimits.PlanNames)
            throw new FormatException($"there are more than {WireLimits.PlanNames} nodes");
        if (values.Count > WireLimits.PlanValues)
            throw new FormatException($"more than {WireLimits.PlanValues} values");
        foreach (var (key, value) in values)
            if (System.Text.Encoding.UTF8.GetByteCount(value) > WireLimits.PlanValue)
                throw new FormatException($"the value of {key} has more than {WireLimits.PlanValue} bytes");
        _nodes.Add(new PlanNode(node.ToString(), name) { Values = values });
    }

    private static IReadOnlyList<string> Each(string name, IReadOnlyList<string> nodes, string pattern)
    {
        var names = NodePattern.Expand(name);
        return names.Count == nodes.Count
            ? names
            : throw new FormatException($"{Shown(pattern)} are {nodes.Count}, {Shown(name)} are {names.Count}");
    }

    /// <summary>The value of each node: the same for all without a range. A dash is one in addresses alone.</summary>
    private static Func<int, string> EachValue(string key, string value, IReadOnlyList<string> nodes, string pattern)
    {
        var isOfAddresses = NodeSettings.IsOfAddresses(key);
        if (!isOfAddresses && !value.Contains('[', StringComparison.Ordinal))
            return _ => value;
        var slash = isOfAddresses ? value.IndexOf('/', StringComparison.Ordinal) : -1;
        var (ranged, rest) = slash < 0 ? (value, "") : (value[..slash], value[slash..]);
        if (NodePattern.Expand(ranged) is [var single])
            return _ => single + rest;
        var each = Each(ranged, nodes, pattern);
        return i => each[i] + rest;
    }

    /// <summary>The fields of a line without its comment. Quotes keep blanks, commas and <c>#</c>; two of them in quotes are one
    /// (RFC 4180).</summary>
    private static List<string> FieldsOf(string line, bool hasCommas)
    {
        var (fields, field) = (new List<string>(), new System.Text.StringBuilder());
        var (isQuoted, isInBrackets) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (letter == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (letter == '"')
                isQuoted = !isQuoted;
            else if (letter == '#' && !isQuoted)
                break;
            else if (!isQuoted && (hasCommas ? letter == ',' && !isInBrackets : letter is ' ' or '\t' or '\r'))
                Take();
            else
            {
                isInBrackets = letter == '[' || (isInBrackets && letter != ']');
                field.Append(letter);
            }
        }
        if (isQuoted)
            throw new FormatException("a quote is not closed");
        Take();
        return fields.Count == 0 ? [""] : fields;

        void Take()
        {
            var text = field.ToString();
            field.Clear();
            if (hasCommas || text.Length > 0)
                fields.Add(hasCommas ? text.Trim() : text);
        }
    }

    private static string Shown(string word) => $"'{BytePath.FromText(word)}'";
}
