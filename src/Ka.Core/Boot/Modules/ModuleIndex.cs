using System;
using System.Collections.Generic;
using System.Text;
using Ka.Linux;

namespace Ka.Boot.Modules;

/// <summary>What depmod(8) wrote about a kernel's modules, from its text files. A name's dashes and underscores are the
/// same.</summary>
public sealed class ModuleIndex
{
    private const int LargestTable = 16 << 20;

    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string[]> _dependencies = [];
    private readonly Dictionary<string, (string[] Before, string[] After)> _soft = [];
    private readonly HashSet<string> _builtIn = [];
    private readonly AliasTable _aliases;

    /// <param name="dependencies">modules.dep</param>
    /// <param name="aliases">modules.alias</param>
    /// <param name="soft">modules.softdep</param>
    /// <param name="builtIn">modules.builtin</param>
    public ModuleIndex(byte[] dependencies, byte[] aliases, byte[] soft, byte[] builtIn)
    {
        _aliases = new AliasTable(aliases);
        foreach (var words in Lines(dependencies))
            AddDependencies(words);
        foreach (var words in Lines(soft))
            AddSoft(words);
        foreach (var words in Lines(builtIn))
            _builtIn.Add(NameOf(words[0]));
    }

    /// <summary>Reads the tables of /lib/modules/VERSION. A missing table counts as empty.</summary>
    public static ModuleIndex Read(BytePath directory) =>
        new(
            Table(directory, "modules.dep"),
            Table(directory, "modules.alias"),
            Table(directory, "modules.softdep"),
            Table(directory, "modules.builtin")
        );

    /// <summary>Modules there are.</summary>
    public int Count => _files.Count;

    public bool IsBuiltIn(string module) => _builtIn.Contains(Normal(module));

    /// <summary>Relative to /lib/modules/VERSION; null: there is no such module.</summary>
    public string? FileOf(string module) => _files.GetValueOrDefault(Normal(module));

    /// <summary>Modules that say they drive this device, or are called so by an alias.</summary>
    public IReadOnlyList<string> ModulesFor(ReadOnlySpan<byte> modalias) => _aliases.ModulesFor(modalias);

    /// <summary>Everything that has to be loaded for a module, in this order, itself included; its soft dependencies before and
    /// after it, those that exist. Built-in ones are left out. A circle, which depmod refuses to write, is cut.</summary>
    public IReadOnlyList<string> LoadOrder(string module)
    {
        List<string> order = [];
        HashSet<string> seen = [];
        Visit(Normal(module), order, seen);
        return order;
    }

    /// <summary>As the kernel writes it.</summary>
    internal static string Normal(string module) => module.Replace('-', '_');

    private void Visit(string module, List<string> order, HashSet<string> seen)
    {
        if (!seen.Add(module) || _builtIn.Contains(module) || !_files.ContainsKey(module))
            return;
        var (before, after) = _soft.GetValueOrDefault(module, ([], []));
        foreach (var name in before)
            VisitSoft(name, order, seen);
        foreach (var name in _dependencies[module])
            Visit(name, order, seen);
        order.Add(module);
        foreach (var name in after)
            VisitSoft(name, order, seen);
    }

    // A soft dependency may be an alias: "pre: crypto-crc32c".
    private void VisitSoft(string name, List<string> order, HashSet<string> seen)
    {
        if (_files.ContainsKey(Normal(name)) || _builtIn.Contains(Normal(name)))
            Visit(Normal(name), order, seen);
        else
            foreach (var module in ModulesFor(BytePath.FromText(name)))
                Visit(module, order, seen);
    }

    /// <summary><c>kernel/a/b.ko: kernel/a/c.ko kernel/d.ko</c></summary>
    private void AddDependencies(string[] words)
    {
        if (!words[0].EndsWith(':'))
            return;
        var file = words[0][..^1];
        _files[NameOf(file)] = file;
        _dependencies[NameOf(file)] = Array.ConvertAll(words[1..], NameOf);
    }

    /// <summary><c>softdep NAME pre: A B post: C</c></summary>
    private void AddSoft(string[] words)
    {
        if (words.Length < 3 || words[0] != "softdep")
            return;
        List<string> before = [],
            after = [];
        List<string>? into = null;
        foreach (var word in words[2..])
            if (word is "pre:" or "post:")
                into = word == "pre:" ? before : after;
            else
                into?.Add(word);
        var (known, also) = _soft.GetValueOrDefault(Normal(words[1]), ([], []));
        _soft[Normal(words[1])] = ([.. known, .. before], [.. also, .. after]);
    }

    private static IEnumerable<string[]> Lines(byte[] text)
    {
        foreach (var line in Encoding.Latin1.GetString(text).Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words && !words[0].StartsWith('#'))
                yield return words;
    }

    /// <summary><c>kernel/a/snd-b.ko.xz</c> is snd_b.</summary>
    private static string NameOf(string file)
    {
        var name = file[(file.LastIndexOf('/') + 1)..];
        var end = name.IndexOf(".ko", StringComparison.Ordinal);
        return Normal(end < 0 ? name : name[..end]);
    }

    private static byte[] Table(BytePath directory, string name) =>
        Files.TryReadAll(directory.Join(BytePath.FromText(name)), out var text, LargestTable).IsSuccess ? text : [];
}
