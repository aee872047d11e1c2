using System;
using System.Collections.Generic;
using System.Linq;

namespace Ka.Prepare.Addresses;

/// <summary>Mappings and lists of YAML in block style, by their indentation (YAML 1.2, chapter 8): what does not change stays
/// byte for byte. Lists and mappings in brackets are values on one line.</summary>
internal sealed class YamlLines(string text)
{
    /// <summary>The key's line that is not there.</summary>
    public const int None = -1;

    private readonly List<string> _lines = [.. text.Split('\n')];

    public override string ToString() => string.Join('\n', _lines);

    /// <summary>The line of a key in the mapping of a key's line; of the whole text when that is <see cref="None"/>.</summary>
    public int Find(int parent, string key) => Children(parent).FirstOrDefault(at => !IsItem(at) && Key(at) == key, None);

    /// <summary>The lines with the keys, or with the first lines of the items, below a key's line.</summary>
    public List<int> Children(int parent)
    {
        var (found, indent) = (new List<int>(), -1);
        for (var at = parent + 1; at < End(parent); at++)
        {
            if (IsSilent(at))
                continue;
            indent = indent < 0 ? Indent(at) : indent;
            if (Indent(at) == indent)
                found.Add(at);
        }
        return found;
    }

    /// <summary>The line behind all that belongs to a key or an item; comments in front of it are not.</summary>
    public int End(int at)
    {
        if (at == None)
            return _lines.Count;
        var end = at + 1;
        for (var next = at + 1; next < _lines.Count; next++)
            if (IsSilent(next))
                continue;
            else if (Indent(next) > Indent(at) || (Indent(next) == Indent(at) && IsItem(next) && !IsItem(at)))
                end = next + 1;
            else
                break;
        return end;
    }

    public bool IsItem(int at) => _lines[at].AsSpan().TrimStart(' ') is "-" or ['-', ' ', ..];

    /// <summary>The key of a line, behind the hyphen of an item; empty: it has none.</summary>
    public string Key(int at)
    {
        var (start, colon) = Places(at);
        return colon < 0 ? "" : Plain(_lines[at][start..colon]);
    }

    /// <summary>The value of a line without quotes and comment: behind its key, or of an item.</summary>
    public string Value(int at)
    {
        var (start, colon) = Places(at);
        return Plain(WithoutComment(_lines[at][(colon < 0 ? start : colon + 1)..]));
    }

    /// <summary>Another value; a comment behind it goes.</summary>
    public void Set(int at, string value)
    {
        var (start, colon) = Places(at);
        _lines[at] = colon < 0 ? _lines[at][..start] + value : $"{_lines[at][..(colon + 1)]} {value}";
    }

    /// <summary>Takes a key or an item out, with all below.</summary>
    public void Remove(int at) => _lines.RemoveRange(at, End(at) - at);

    /// <summary>Lines at the end of a key's mapping or list, as deep as what is there. A mapping without lines of its own gets
    /// them two deeper.</summary>
    public void Append(int parent, params IEnumerable<string> lines)
    {
        var depth = Children(parent) is [var first, ..] ? Indent(first) : Indent(parent) + 2;
        _lines.InsertRange(End(parent), lines.Select(line => new string(' ', depth) + line));
    }

    /// <summary>The values of a list, in brackets or in lines; null: they are not plain values.</summary>
    public List<string>? List(int at)
    {
        var value = Value(at);
        if (value.Length > 0)
            return value is ['[', .., ']'] && !value.Contains('{', StringComparison.Ordinal)
                ? [.. value[1..^1].Split(',').Select(Plain).Where(item => item.Length > 0)]
                : null;
        var items = Children(at);
        return items.TrueForAll(item => IsItem(item) && Key(item).Length == 0 && End(item) == item + 1)
            ? [.. items.Select(Value)]
            : null;
    }

    /// <summary>Makes a list of plain values another one, in its own style.</summary>
    public void SetList(int at, IReadOnlyList<string> values)
    {
        if (Value(at).Length > 0)
        {
            Set(at, $"[{string.Join(", ", values)}]");
            return;
        }
        var items = Children(at);
        var indent = new string(' ', items.Count > 0 ? Indent(items[0]) : Indent(at) + 2);
        for (var i = items.Count - 1; i >= 0; i--)
            _lines.RemoveAt(items[i]);
        _lines.InsertRange(at + 1, values.Select(value => $"{indent}- {value}"));
    }

    /// <summary>The text of a line as it is.</summary>
    public string this[int at]
    {
        get => _lines[at];
        set => _lines[at] = value;
    }

    private bool IsSilent(int at) => _lines[at].AsSpan().Trim() is [] or ['#', ..] or "---";

    private int Indent(int at) => _lines[at].Length - _lines[at].AsSpan().TrimStart(' ').Length;

    /// <summary>Where the key or the value begins, and the colon behind the key; -1: there is none.</summary>
    private (int Start, int Colon) Places(int at)
    {
        var line = _lines[at];
        var start = Indent(at);
        while (start < line.Length && line[start] is '-' or ' ' && IsItem(at))
            start++;
        if (start < line.Length && line[start] is '{' or '[')
            return (start, -1);
        for (var i = start; i < line.Length && line[i] != '#'; i++)
            if (line[i] == ':' && (i + 1 == line.Length || line[i + 1] is ' ' or '\r'))
                return (start, i);
        return (start, -1);
    }

    private static string WithoutComment(string value) =>
        value.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment ? value[..comment] : value;

    private static string Plain(string value) => value.Trim().Trim('"', '\'');
}
