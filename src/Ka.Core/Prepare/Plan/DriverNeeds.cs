using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Disks.Model;
using Ka.KernelModules;
using Ka.Prepare.Model;

namespace Ka.Prepare.Plan;

/// <summary>The modules of one kernel that this machine needs before its root is there.</summary>
internal sealed class DriverNeeds
{
    /// <summary>PCI bridges: the kernel itself passes through them.</summary>
    private const string Bridge = "bc06sc04";

    private readonly DepmodIndex _index;
    private readonly List<KernelModule> _modules = [];
    private readonly List<string> _unknown = [];

    public DriverNeeds(PlanDraft draft, string kernel)
    {
        byte[] Table(string name) =>
            $"/lib/modules/{kernel}/{name}" is var path && draft.Tree.IsFile(path) ? draft.Tree.Read(path) : [];
        _index = new DepmodIndex(
            new DepmodFiles
            {
                Dependencies = Table("modules.dep"),
                Aliases = Table("modules.alias"),
                SoftDependencies = Table("modules.softdep"),
                BuiltIn = Table("modules.builtin"),
            }
        );
    }

    /// <summary>What was needed, with all that these need.</summary>
    public IReadOnlyList<KernelModule> Modules => _modules;

    /// <summary>Names that the kernel has neither inside nor as a module: what they need is not known.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    public DriverNeeds AddDevices(IReadOnlyList<HardwareDevice> devices)
    {
        foreach (var device in devices)
        foreach (var alias in device.Aliases)
            if (!alias.Contains(Bridge, StringComparison.Ordinal))
                foreach (var name in _index.ModulesFor(Ka.Linux.BytePath.FromText(alias)))
                    Add(name);
        return this;
    }

    /// <summary>What / and /usr lie on: file systems, arrays, volumes.</summary>
    public DriverNeeds AddRoot(Layout layout)
    {
        foreach (var mount in layout.Mounts.Where(mount => mount.Target is "/" or "/usr"))
        {
            foreach (var fileSystem in layout.FileSystems.Where(one => one.Device == mount.Device))
                AddAlias("fs-" + fileSystem.Type);
            if (Group(layout, mount.Device) is { } group)
            {
                AddAlias("dm_mod");
                foreach (var volume in group.PhysicalVolumes)
                    AddArray(layout, volume.Device);
            }
            AddArray(layout, mount.Device);
        }
        return this;
    }

    public DriverNeeds AddNames(IEnumerable<string> names)
    {
        foreach (var name in names)
            Add(name);
        return this;
    }

    private void AddArray(Layout layout, string device)
    {
        foreach (var array in layout.Arrays.Where(array => array.Name == device))
            AddAlias("md-" + array.Level);
    }

    private static VolumeGroup? Group(Layout layout, string device) =>
        layout.VolumeGroups.FirstOrDefault(group => device.StartsWith(group.Name + "/", StringComparison.Ordinal));

    // An alias that no module has is built in.
    private void AddAlias(string alias)
    {
        foreach (var module in _index.Find(alias))
            Add(module.Name);
    }

    private void Add(string name)
    {
        if (_index.Named(name) is { } module)
        {
            if (_modules.Contains(module))
                return;
            _modules.Add(module);
            foreach (var path in module.Dependencies)
                Add(KernelModule.NameOf(path));
        }
        else if (!_index.IsBuiltIn(name) && !_unknown.Contains(name))
            _unknown.Add(name);
    }
}
