using System;
using System.Collections.Generic;
using Ka.BootImages.Tree;
using Ka.KernelModules;

namespace Ka.BootImages.Modules;

/// <summary>The modules that go into an image: those that were asked for, and all that these need.</summary>
internal sealed class ModuleSelection(ModuleTable table)
{
    private readonly SortedDictionary<string, KernelModule> _chosen = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>The selected modules, in the order of their paths.</summary>
    public IReadOnlyCollection<KernelModule> Chosen => _chosen.Values;

    /// <summary>Names that were needed, and that this kernel has neither inside nor as a module.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Selects the modules of a list: <c>need NAME...</c>, <c>may NAME...</c>, <c>all DIRECTORY...</c>, <c>not
    /// NAME...</c>.</summary>
    public void Add(ImageList list)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in list.Lines)
            if (line.Keyword == "not")
                foreach (var name in line.Words)
                    left.Add(KernelModule.Canonical(name));
        foreach (var line in list.Lines)
        foreach (var word in line.Words)
            if (line.Keyword == "all")
                AddBelow(word, left);
            else if (line.Keyword != "not")
                Add(word, line.Keyword == "need");
    }

    public void AddAll()
    {
        foreach (var module in table.Index.All)
            Add(module);
    }

    /// <summary>Selects a module by name or alias. A <paramref name="needed"/> module that does not exist is noted.</summary>
    public void Add(string name, bool needed)
    {
        var found = table.Index.Find(name);
        foreach (var module in found)
            Add(module);
        if (needed && found.Count == 0 && !table.Index.IsBuiltIn(name))
            _missing.Add(name);
    }

    public bool Contains(string name)
    {
        foreach (var module in table.Index.Find(name))
            if (_chosen.ContainsKey(module.Path))
                return true;
        return false;
    }

    private void AddBelow(string directory, HashSet<string> left)
    {
        foreach (var module in table.Index.All)
            if (module.Path.StartsWith(directory + "/", StringComparison.Ordinal) && !left.Contains(module.Name))
                Add(module);
    }

    private void Add(KernelModule module)
    {
        if (!_chosen.TryAdd(module.Path, module))
            return;
        foreach (var needed in table.Index.DependenciesOf(module))
            Add(needed);
        foreach (var wanted in table.Index.SoftDependenciesOf(module))
            Add(wanted);
    }
}
