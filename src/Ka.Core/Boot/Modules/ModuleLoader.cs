using System;
using System.Collections.Generic;
using Ka.KernelModules;
using Ka.Linux;

namespace Ka.Boot.Modules;

/// <summary>Loads the modules of the devices that are present. One thread owns it.</summary>
/// <remarks>Each module is tried once. A failure is reported and the other modules are loaded all the same: a driver that fails
/// on its device is no reason to have no network.</remarks>
public sealed class ModuleLoader
{
    // Drivers make buses, buses bring devices; nothing is nested deeper.
    private const int MostPasses = 20;

    private readonly BytePath _directory;
    private readonly BytePath _sysfs;
    private readonly DepmodIndex _index;
    private readonly Func<Fd, SysResult> _load;
    private readonly HashSet<string> _tried = [];
    private readonly HashSet<BytePath> _known = [];

    /// <param name="root">"/" in production.</param>
    /// <param name="version">The running kernel's.</param>
    public ModuleLoader(BytePath root, string version)
        : this(root, version, static module => Ka.Linux.KernelModules.Load(module, default)) { }

    internal ModuleLoader(BytePath root, string version, Func<Fd, SysResult> load)
    {
        _directory = root.Join(BytePath.FromText($"lib/modules/{version}"));
        _sysfs = root.Join("sys"u8);
        _index = new DepmodIndex(DepmodFiles.Read(_directory));
        _load = load;
    }

    /// <summary>Modules there are.</summary>
    public int Available => _index.All.Count;

    /// <summary>Device names seen so far.</summary>
    public int Devices => _known.Count;

    /// <summary>The running kernel's version, as uname(2) says it.</summary>
    public static string KernelVersion()
    {
        var path = BytePath.FromText("/proc/sys/kernel/osrelease");
        Files.TryReadAll(path, out var text).OrThrow("read", path);
        return System.Text.Encoding.Latin1.GetString(text).Trim();
    }

    /// <summary>Loads what the devices there are ask for, again and again until no new device appears.</summary>
    /// <param name="tell">Gets each attempt.</param>
    public void LoadForDevices(Action<ModuleLoad> tell)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var isNew = false;
            foreach (var device in DeviceAliases.Read(_sysfs))
            {
                if (!_known.Add(device))
                    continue;
                isNew = true;
                foreach (var module in _index.ModulesFor(device))
                    Load(module, device.ToString(), tell);
            }
            if (!isNew)
                return;
        }
    }

    /// <summary>Loads a module by name, with all it needs. A module that is built in counts as loaded.</summary>
    /// <returns>false: no module has that name.</returns>
    public bool Load(string module, string why, Action<ModuleLoad> tell)
    {
        foreach (var needed in _index.LoadOrder(module))
            if (_tried.Add(needed.Name) && !IsLoaded(needed.Name))
                tell(new ModuleLoad(needed.Name, why, LoadFile(needed.Path)));
        return _index.IsBuiltIn(module) || _index.Named(module) is not null;
    }

    // By the program before us. Asking the kernel to load it again would have it read the whole file first.
    private bool IsLoaded(string name)
    {
        var opened = Files.TryOpenDirectory(_sysfs.Join(BytePath.FromText($"module/{name}")), out var module);
        module.Dispose();
        return opened.IsSuccess;
    }

    private SysResult LoadFile(string file)
    {
        var opened = Files.TryOpenRead(_directory.Join(BytePath.FromText(file)), out var module);
        using var closing = module;
        var loaded = opened.IsSuccess ? _load(module) : opened;
        return loaded.Is(Errno.EEXIST) ? SysResult.Success(0) : loaded;
    }
}
