using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.Prepare.Rewrite;

/// <summary>Addresses of cards in netplan's YAML, and in that of cloud-init (netplan-yaml(5)). Below <c>match</c> the card's
/// name takes the place of its address; everywhere else the address is set, and is taken out.</summary>
/// <remarks>Lines that do not change stay byte for byte: no YAML is written anew.</remarks>
internal sealed class NetplanText
{
    private static readonly string[] s_keys = ["macaddress", "mac_address"];

    private readonly Func<MacAddress, string?> _nameOf;
    private readonly List<Line> _lines = [];

    private NetplanText(string text, Func<MacAddress, string?> nameOf)
    {
        _nameOf = nameOf;
        foreach (var line in text.Split('\n'))
            _lines.Add(new Line(line));
    }

    /// <param name="nameOf">The name of the golden node's card with an address; null: it has no such card.</param>
    public static string Rewrite(string text, Func<MacAddress, string?> nameOf) => new NetplanText(text, nameOf).Rewrite();

    private string Rewrite()
    {
        for (var i = 0; i < _lines.Count; i++)
            if (_lines[i].Text.Contains('{', StringComparison.Ordinal))
                _lines[i].Text = Flow(i);
            else if (s_keys.Contains(_lines[i].Key) && MacText.TryParse(_lines[i].Value, out var mac))
                Block(i, mac);
        return string.Join('\n', _lines.Where(line => !line.IsOut).Select(line => line.Text));
    }

    private void Block(int at, MacAddress mac)
    {
        var (line, parent) = (_lines[at], Parent(at));
        if (parent >= 0 && _lines[parent].Key == "match")
        {
            if (_nameOf(mac) is { } name)
                Set(at, Siblings(at).Any(other => _lines[other].Key == "name") ? null : $"name: \"{name}\"");
        }
        else if (_nameOf(mac) is not null || line.Key == "macaddress")
            Set(at, null);
    }

    /// <summary>Another text behind the indentation; null: the line goes. A list's item keeps its hyphen, and a mapping that
    /// is left with nothing is an empty one.</summary>
    private void Set(int at, string? text)
    {
        var line = _lines[at];
        if (text is not null)
        {
            line.Text = line.Text[..line.Indent] + text;
            return;
        }
        var parent = Parent(at);
        var others = Siblings(at).ToList();
        line.IsOut = true;
        if (line.IsItem && others.Find(other => other > at) is > 0 and var next)
            _lines[next].Text = line.Text[..line.Indent] + _lines[next].Text[_lines[next].Indent..];
        else if (line.IsItem)
            (line.IsOut, line.Text) = (false, line.Text[..line.Indent] + "{}");
        else if (others.Count == 0 && parent >= 0 && _lines[parent].Value.Length == 0)
            _lines[parent].Text = _lines[parent].Text.TrimEnd() + " {}";
    }

    /// <summary>The line of the mapping that a line is in; -1 at the top.</summary>
    private int Parent(int at)
    {
        for (var i = at - 1; i >= 0; i--)
            if (_lines[i] is { Key.Length: > 0, IsOut: false } line && line.Indent < _lines[at].Indent)
                return i;
        return -1;
    }

    /// <summary>The other lines of a line's mapping.</summary>
    private IEnumerable<int> Siblings(int at)
    {
        var indent = _lines[at].Indent;
        for (var i = at - 1; i >= 0 && !_lines[at].IsItem && _lines[i].IsAtLeast(indent); i--)
        {
            if (_lines[i].Is(indent))
                yield return i;
            if (_lines[i].IsItem && _lines[i].Indent == indent)
                break;
        }
        for (
            var i = at + 1;
            i < _lines.Count && _lines[i].IsAtLeast(indent) && !(_lines[i].IsItem && _lines[i].Indent == indent);
            i++
        )
            if (_lines[i].Is(indent))
                yield return i;
    }

    /// <summary>Mappings in braces: <c>match: {macaddress: "52:54:00:12:34:56"}</c>.</summary>
    private string Flow(int at)
    {
        var text = _lines[at].Text;
        foreach (var key in s_keys)
            for (var start = 0; (start = text.IndexOf(key, start, StringComparison.Ordinal)) >= 0; )
            {
                var end = text.AsSpan(start).IndexOfAny(',', '}');
                var colon = text.IndexOf(':', start);
                if (
                    end < 0
                    || colon < 0
                    || colon > start + end
                    || !MacText.TryParse(text[(colon + 1)..(start + end)], out var mac)
                )
                    start += key.Length;
                else if (IsMatch(text, start) && _nameOf(mac) is { } name)
                    text = $"{text[..start]}name: \"{name}\"{text[(start + end)..]}";
                else if (IsMatch(text, start))
                    start += key.Length;
                else
                    (text, start) = (Without(text, start, start + end), 0);
            }
        return text;
    }

    /// <summary>The brace around a place belongs to <c>match</c>.</summary>
    private static bool IsMatch(string text, int at)
    {
        var depth = 0;
        for (var i = at - 1; i >= 0; i--)
            if (text[i] == '}')
                depth++;
            else if (text[i] == '{' && depth-- == 0)
                return text[..i].TrimEnd().TrimEnd(':').EndsWith("match", StringComparison.Ordinal);
        return false;
    }

    /// <summary>An entry with the comma that separates it from the next one, or else from the one before.</summary>
    private static string Without(string text, int start, int end)
    {
        while (start > 0 && text[start - 1] is '"' or '\'')
            start--;
        if (text[end] == ',')
            return text[..start] + text[(end + 1)..].TrimStart(' ');
        var before = text[..start].TrimEnd(' ');
        return (before.EndsWith(',') ? before[..^1] : before) + text[end..];
    }

    /// <summary>A line with the key that it begins with.</summary>
    private sealed class Line
    {
        public Line(string text)
        {
            Text = text;
            var start = 0;
            while (start < text.Length && text[start] == ' ')
                start++;
            if (start + 1 < text.Length && text[start] == '-' && text[start + 1] == ' ')
            {
                IsItem = true;
                start++;
                while (start < text.Length && text[start] == ' ')
                    start++;
            }
            Indent = start;
            var colon = text.IndexOf(':', Math.Min(start, text.Length));
            if (start == text.Length || text[start] == '#' || colon < 0)
                return;
            Key = text[start..colon].Trim().Trim('"', '\'');
            var comment = text.IndexOf(" #", colon, StringComparison.Ordinal);
            Value = (comment < 0 ? text[(colon + 1)..] : text[(colon + 1)..comment]).Trim();
        }

        public string Text { get; set; }

        public bool IsOut { get; set; }

        public bool IsItem { get; }

        /// <summary>The place of its first letter; behind the hyphen of an item.</summary>
        public int Indent { get; }

        /// <summary>Empty: it is a comment, or a value alone.</summary>
        public string Key { get; } = "";

        public string Value { get; } = "";

        public bool Is(int indent) => Key.Length > 0 && Indent == indent && !IsOut;

        /// <summary>It does not end a mapping of this indentation.</summary>
        public bool IsAtLeast(int indent) => Key.Length == 0 || Indent >= indent;
    }
}
