using System;
using System.Collections.Generic;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>Which module of one kernel drives a device: depmod's modules.alias, whose names have wildcards
/// (fnmatch(3)).</summary>
internal sealed class DriverTable
{
    private readonly List<(string Pattern, string Module)> _aliases = [];

    public DriverTable(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["alias", var pattern, var module])
                _aliases.Add((pattern, module));
    }

    public static DriverTable Of(RootTree tree, string kernel) => new(tree.Lines($"/lib/modules/{kernel}/modules.alias"));

    /// <summary>The drivers of the devices, in the order of the aliases, each once; a device whose driver is built into the
    /// kernel has no entry.</summary>
    public List<string> Find(IReadOnlyList<string> aliases)
    {
        var modules = new List<string>();
        foreach (var alias in aliases)
        foreach (var (pattern, module) in _aliases)
            if (Matches(pattern, alias) && !modules.Contains(module))
                modules.Add(module);
        return modules;
    }

    /// <summary>* is anything, ? one letter, [...] one of some.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
                return MatchesRest(pattern[1..], text);
            if (text.IsEmpty || !One(ref pattern, text[0]))
                return false;
            text = text[1..];
        }
        return text.IsEmpty;
    }

    private static bool MatchesRest(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
            return true;
        for (var i = 0; i <= text.Length; i++)
            if (Matches(pattern, text[i..]))
                return true;
        return false;
    }

    private static bool One(ref ReadOnlySpan<char> pattern, char letter)
    {
        var close = pattern[0] == '[' ? pattern.IndexOf(']') : -1;
        if (close < 0)
        {
            var plain = pattern[0] == '?' || pattern[0] == letter;
            pattern = pattern[1..];
            return plain;
        }
        var set = pattern[1..close];
        pattern = pattern[(close + 1)..];
        for (var i = 0; i < set.Length; i++)
            if (i + 2 < set.Length && set[i + 1] == '-' ? letter >= set[i] && letter <= set[i + 2] : set[i] == letter)
                return true;
        return false;
    }
}
