using System;
using System.Collections.Generic;
using System.Text;

namespace Ka.KernelModules;

/// <summary>The patterns of modules.alias, each with the module that it names. They are found by the letters before their first
/// wildcard, so that tens of thousands of them cost little. Dashes and underscores are the same, as to modprobe(8).</summary>
internal sealed class AliasTable
{
    /// <summary><c>pci:v00008086</c> tells most of them apart.</summary>
    private const int LongestKey = 14;

    private readonly byte[] _text;
    private readonly Dictionary<string, List<(Range Pattern, Range Module)>> _byKey = [];
    private readonly SortedSet<int> _keyLengths = [];

    /// <param name="lines">Lines <c>alias PATTERN MODULE</c>; others are comments.</param>
    public AliasTable(ReadOnlySpan<byte> lines)
    {
        var text = _text = lines.ToArray();
        for (var start = 0; start < text.Length; )
        {
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            Add(start, end);
            start = end + 1;
        }
    }

    /// <summary>The modules whose aliases match, in the file's order, each once.</summary>
    public IReadOnlyList<string> ModulesFor(ReadOnlySpan<byte> alias)
    {
        var modalias = alias.ToArray().AsSpan();
        modalias.Replace((byte)'-', (byte)'_');
        List<(int At, string Name)> found = [];
        foreach (var length in _keyLengths)
            if (length <= modalias.Length && _byKey.TryGetValue(Encoding.Latin1.GetString(modalias[..length]), out var patterns))
                foreach (var (pattern, module) in patterns)
                    if (ModuleGlob.IsMatch(_text.AsSpan(pattern), modalias))
                        found.Add((pattern.Start.Value, KernelModule.Canonical(Encoding.Latin1.GetString(_text.AsSpan(module)))));
        found.Sort();
        List<string> names = [];
        foreach (var (_, name) in found)
            if (!names.Contains(name))
                names.Add(name);
        return names;
    }

    private void Add(int start, int end)
    {
        var line = _text.AsSpan(start..end);
        if (!line.StartsWith("alias "u8))
            return;
        // A pattern holds no blank.
        var from = "alias "u8.Length;
        var blank = line[from..].IndexOf((byte)' ');
        if (blank <= 0)
            return;
        var pattern = (start + from)..(start + from + blank);
        Unify(_text.AsSpan(pattern));
        var module = (start + from + blank + 1)..end;
        var key = _text.AsSpan(pattern);
        key = key[..Math.Min(LongestKey, ModuleGlob.LiteralLength(key))];
        _keyLengths.Add(key.Length);
        var name = Encoding.Latin1.GetString(key);
        if (!_byKey.TryGetValue(name, out var patterns))
            _byKey.Add(name, patterns = []);
        patterns.Add((pattern, module));
    }

    /// <summary>Turns dashes into underscores, but those of sets such as <c>[0-9]</c>.</summary>
    private static void Unify(Span<byte> pattern)
    {
        var isInSet = false;
        foreach (ref var letter in pattern)
        {
            isInSet = letter == (byte)'[' || (isInSet && letter != (byte)']');
            if (letter == (byte)'-' && !isInSet)
                letter = (byte)'_';
        }
    }
}
