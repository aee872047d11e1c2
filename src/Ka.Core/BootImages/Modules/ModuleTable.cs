using System;
using Ka.BootImages.Tree;
using Ka.KernelModules;
using Ka.RootTrees;

namespace Ka.BootImages.Modules;

/// <summary>The modules of one kernel in a golden tree, as depmod(8) listed them.</summary>
internal sealed class ModuleTable
{
    private readonly RootTree _root;

    /// <exception cref="BootImageException">depmod has not been run; the message has its command.</exception>
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
        Index = new DepmodIndex(
            new DepmodFiles
            {
                Dependencies = Read("modules.dep"),
                Aliases = Read("modules.alias"),
                SoftDependencies = Read("modules.softdep"),
                BuiltIn = Read("modules.builtin"),
            }
        );
        if (Index.Damaged is [var reason, ..])
            throw new FormatException(reason);
    }

    public string Kernel { get; }

    /// <summary>The directory of the modules in the golden tree.</summary>
    public string Directory { get; }

    public DepmodIndex Index { get; }

    /// <summary>The lines of one of depmod's files in text form; none when it is not there.</summary>
    public string[] Lines(string file) => _root.Lines($"{Directory}/{file}");

    private byte[] Read(string file) => _root.IsFile($"{Directory}/{file}") ? _root.Read($"{Directory}/{file}") : [];
}
