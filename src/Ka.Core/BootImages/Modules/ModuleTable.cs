using System;
using System.Collections.Generic;
using Ka.BootImages.Tree;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.BootImages.Modules;

/// <summary>The modules of one kernel in a golden tree, as depmod(8) listed them.</summary>
internal sealed class ModuleTable
{
    private readonly RootTree _root;
    private readonly SortedDictionary<string, KernelModule> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KernelModule> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _builtIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _softDependencies = new(StringComparer.Ordinal);

    /// <exception cref="BootImageException">depmod has not been run; its words are named.</exception>
    /// <exception cref="FormatException">modules.dep is damaged.</exception>
    public ModuleTable(RootTree root, string kernel)
    {
        _root = root;
        Kernel = kernel;
        Directory = $"/lib/modules/{kernel}";
        if (!root.IsFile($"{Directory}/modules.dep"))
            throw new BootImageException(
                $"{root.Quoted($"{Directory}/modules.dep")} is missing: depmod -b {root.Path} {kernel} makes it"
            );
        foreach (var line in Lines("modules.dep"))
            Add(ParseDependencies(line));
        foreach (var line in Lines("modules.builtin"))
            _builtIn.Add(KernelModule.NameOf(line));
        foreach (var line in Lines("modules.alias"))
            if (line.Split(' ') is ["alias", var alias, var module] && alias.AsSpan().IndexOfAny("*?[") < 0)
                AddTo(_aliases, KernelModule.Canonical(alias), KernelModule.Canonical(module));
        foreach (var line in Lines("modules.softdep"))
            AddSoftDependencies(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public string Kernel { get; }

    /// <summary>The directory of the modules in the golden tree.</summary>
    public string Directory { get; }

    /// <summary>All modules, in the order of their paths.</summary>
    public IEnumerable<KernelModule> All => _byPath.Values;

    /// <summary>The lines of one of depmod's files in text form; none when it is not there.</summary>
    public string[] Lines(string file) => _root.Lines($"{Directory}/{file}");

    /// <summary>The modules of that name or of that alias; none when there is no such module.</summary>
    public IReadOnlyList<KernelModule> Find(string name)
    {
        name = KernelModule.Canonical(name);
        if (_byName.TryGetValue(name, out var module))
            return [module];
        var found = new List<KernelModule>();
        if (_aliases.TryGetValue(name, out var names))
            foreach (var target in names)
                if (_byName.TryGetValue(target, out module))
                    found.Add(module);
        return found;
    }

    /// <summary>The kernel has it inside.</summary>
    public bool IsBuiltIn(string name) => _builtIn.Contains(KernelModule.Canonical(name));

    /// <summary>What a module cannot run without.</summary>
    /// <exception cref="FormatException">modules.dep names a file that it does not list.</exception>
    public IEnumerable<KernelModule> DependenciesOf(KernelModule module)
    {
        foreach (var path in module.Dependencies)
            yield return _byPath.TryGetValue(path, out var needed)
                ? needed
                : throw new FormatException($"modules.dep: {path}, which {module.Path} needs, is not listed");
    }

    /// <summary>What a module asks for by name when it runs, as far as it is there: checksums and ciphers mostly.</summary>
    public IEnumerable<KernelModule> SoftDependenciesOf(KernelModule module)
    {
        if (_softDependencies.TryGetValue(module.Name, out var names))
            foreach (var name in names)
            foreach (var found in Find(name))
                yield return found;
    }

    /// <summary>A line of modules.dep: <c>kernel/fs/a.ko: kernel/lib/b.ko kernel/lib/c.ko</c>.</summary>
    /// <exception cref="FormatException"/>
    public static KernelModule ParseDependencies(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || line.StartsWith('/') || line.Contains("..", StringComparison.Ordinal))
            throw new FormatException($"modules.dep: '{BytePath.FromText(line)}' is no line of it");
        return new KernelModule(line[..colon], line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private void Add(KernelModule module)
    {
        _byPath[module.Path] = module;
        // A newer build of the same module lies in updates/ or extra/: depmod lists only the module that is used.
        _byName.TryAdd(module.Name, module);
    }

    private void AddSoftDependencies(string[] words)
    {
        if (words is not ["softdep", var module, ..])
            return;
        foreach (var word in words.AsSpan(2))
            if (word is not ("pre:" or "post:"))
                AddTo(_softDependencies, KernelModule.Canonical(module), KernelModule.Canonical(word));
    }

    private static void AddTo(Dictionary<string, List<string>> table, string key, string value)
    {
        if (!table.TryGetValue(key, out var values))
            table[key] = values = [];
        values.Add(value);
    }
}
