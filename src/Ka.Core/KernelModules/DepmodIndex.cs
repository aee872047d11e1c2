using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Linux;

namespace Ka.KernelModules;

/// <summary>The modules of one kernel, from depmod(8)'s text files. Names may have dashes for underscores.</summary>
public sealed class DepmodIndex
{
    private readonly SortedDictionary<string, KernelModule> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KernelModule> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SoftDependencies> _soft = new(StringComparer.Ordinal);
    private readonly HashSet<string> _builtIn = new(StringComparer.Ordinal);
    private readonly List<string> _damaged = [];
    private readonly AliasTable _aliases;

    public DepmodIndex(DepmodFiles files)
    {
        _aliases = new AliasTable(files.Aliases);
        foreach (var line in DepmodFiles.Lines(files.Dependencies))
            AddModule(line);
        foreach (var line in DepmodFiles.Lines(files.SoftDependencies))
            AddSoft(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (var line in DepmodFiles.Lines(files.BuiltIn))
            _builtIn.Add(KernelModule.NameOf(line));
    }

    /// <summary>All modules, in the order of their paths.</summary>
    public IReadOnlyCollection<KernelModule> All => _byPath.Values;

    /// <summary>Lines of modules.dep that make no sense, each with its reason; they count for nothing.</summary>
    public IReadOnlyList<string> Damaged => _damaged;

    /// <summary>True when the kernel has the module inside.</summary>
    public bool IsBuiltIn(string module) => _builtIn.Contains(KernelModule.Canonical(module));

    /// <summary>The module of that name; null: none.</summary>
    public KernelModule? Named(string module) => _byName.GetValueOrDefault(KernelModule.Canonical(module));

    /// <summary>The module of that name, else those of that alias.</summary>
    public IReadOnlyList<KernelModule> Find(string name) =>
        Named(name) is { } module ? [module] : [.. ModulesFor(BytePath.FromText(name)).Select(Named).OfType<KernelModule>()];

    /// <summary>Names of modules with an alias that matches, be they there or not: a device's drivers.</summary>
    public IReadOnlyList<string> ModulesFor(ReadOnlySpan<byte> modalias) => _aliases.ModulesFor(modalias);

    /// <summary>The modules that a module cannot run without.</summary>
    /// <exception cref="FormatException">modules.dep names a file that it does not list.</exception>
    public IEnumerable<KernelModule> DependenciesOf(KernelModule module) =>
        module.Dependencies.Select(path =>
            _byPath.GetValueOrDefault(path)
            ?? throw new FormatException($"modules.dep: {path}, which {module.Path} needs, is not listed")
        );

    /// <summary>The modules that a module requests by name when it runs, as far as they exist: checksums and ciphers
    /// mostly.</summary>
    public IEnumerable<KernelModule> SoftDependenciesOf(KernelModule module)
    {
        var (before, after) = _soft.GetValueOrDefault(module.Name, SoftDependencies.None);
        return before.Concat(after).SelectMany(Find);
    }

    /// <summary>The modules to be loaded for a module, in this order, itself included; its soft dependencies before and after
    /// it, those that exist. Built-in ones are left out. A circle, which depmod refuses to write, is cut.</summary>
    public IReadOnlyList<KernelModule> LoadOrder(string module)
    {
        List<KernelModule> order = [];
        HashSet<string> seen = [];
        Visit(KernelModule.Canonical(module), order, seen);
        return order;
    }

    private void Visit(string name, List<KernelModule> order, HashSet<string> seen)
    {
        if (!seen.Add(name) || _builtIn.Contains(name) || Named(name) is not { } module)
            return;
        var (before, after) = _soft.GetValueOrDefault(name, SoftDependencies.None);
        foreach (var wanted in before)
            VisitSoft(wanted, order, seen);
        foreach (var path in module.Dependencies)
            Visit(KernelModule.NameOf(path), order, seen);
        order.Add(module);
        foreach (var wanted in after)
            VisitSoft(wanted, order, seen);
    }

    // A soft dependency may be an alias: "pre: crypto-crc32c".
    private void VisitSoft(string name, List<KernelModule> order, HashSet<string> seen)
    {
        if (IsBuiltIn(name))
            return;
        foreach (var module in Find(name))
            Visit(module.Name, order, seen);
    }

    private void AddModule(string line)
    {
        try
        {
            var module = KernelModule.Parse(line);
            _byPath[module.Path] = module;
            // A newer build of the same module lies in updates/ or extra/: depmod lists only the module that is used.
            _byName.TryAdd(module.Name, module);
        }
        catch (FormatException e)
        {
            _damaged.Add(e.Message);
        }
    }

    /// <summary><c>softdep NAME pre: A B post: C</c>; words before either count for nothing.</summary>
    private void AddSoft(string[] words)
    {
        if (words is not ["softdep", var module, ..])
            return;
        List<string> before = [],
            after = [];
        List<string>? into = null;
        foreach (var word in words.AsSpan(2))
            if (word is "pre:" or "post:")
                into = word == "pre:" ? before : after;
            else
                into?.Add(word);
        var known = _soft.GetValueOrDefault(KernelModule.Canonical(module), SoftDependencies.None);
        _soft[KernelModule.Canonical(module)] = new([.. known.Before, .. before], [.. known.After, .. after]);
    }

    /// <summary>Names, or aliases, of modules to be loaded before and after another one.</summary>
    private sealed record SoftDependencies(string[] Before, string[] After)
    {
        public static SoftDependencies None { get; } = new([], []);
    }
}
