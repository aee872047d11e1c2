using System.Collections.Generic;
using Ka.KernelModules;
using Ka.Linux;
using Ka.RootTrees;

namespace Ka.Prepare.Plan;

/// <summary>Which module of one kernel of a tree drives a device, by depmod's modules.alias.</summary>
internal sealed class DriverTable(RootTree tree, string kernel)
{
    private readonly AliasTable _aliases = new(Read(tree, $"/lib/modules/{kernel}/modules.alias"));

    /// <summary>The drivers of the devices, each once; a device whose driver is built into the kernel has no entry.</summary>
    public List<string> Find(IReadOnlyList<string> aliases)
    {
        var modules = new List<string>();
        foreach (var alias in aliases)
        foreach (var module in _aliases.ModulesFor(BytePath.FromText(alias)))
            if (!modules.Contains(module))
                modules.Add(module);
        return modules;
    }

    private static byte[] Read(RootTree tree, string path) => tree.IsFile(path) ? tree.Read(path) : [];
}
