using System;
using System.Linq;
using System.Threading;
using Ka.Boot;
using Ka.Boot.Modules;
using Ka.Linux;
using Ka.Runtime;

namespace Ka.NodeBoot;

/// <summary>The tools of both stages: parameters, log and drivers.</summary>
internal sealed class BootEnvironment : IDisposable
{
    private static readonly TimeSpan s_lookForDevices = TimeSpan.FromSeconds(2);

    private readonly object _loading = new();
    private readonly ManualResetEventSlim _over = new();
    private WorkerThread? _watch;

    public BootEnvironment(BootParameters parameters, BootLog log)
    {
        (Parameters, Log) = (parameters, log);
        Modules = new ModuleLoader(BytePath.FromText("/"), ModuleLoader.KernelVersion());
    }

    public BootParameters Parameters { get; }

    public BootLog Log { get; }

    private ModuleLoader Modules { get; }

    /// <summary>The time since the machine was started.</summary>
    public static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>Begins a stage; opens a shell before it if <c>ka.break=</c> names it.</summary>
    public void Enter(BootStage stage, string activity)
    {
        if (Parameters.Break == stage)
        {
            Log.Say($"ka.break={stage.Name}: stopped before '{stage.Name}' ({stage.Meaning})");
            new RescueShell(Log).Open();
        }
        Log.Begin(activity);
        Log.Debug($"stage {stage.Name}");
    }

    /// <summary>Loads the drivers of the devices that are present.</summary>
    public void LoadDrivers()
    {
        lock (_loading)
        {
            if (Modules.Available == 0)
                Log.Warn($"no modules for kernel {ModuleLoader.KernelVersion()}: only what is built in works");
            var (loaded, failed) = (0, 0);
            Modules.LoadForDevices(Tell);
            Log.Say($"drivers: {loaded} loaded for {Modules.Devices} devices{(failed > 0 ? $", {failed} failed" : "")}");

            void Tell(ModuleLoad load)
            {
                loaded += load.Result.IsSuccess ? 1 : 0;
                failed += load.Result.IsSuccess ? 0 : 1;
                this.Tell(load);
            }
        }
    }

    /// <summary>From now on, drivers of devices that appear late are loaded, too.</summary>
    public void WatchDevices() =>
        _watch = WorkerThread.Start(
            "devices",
            Watch,
            e => Log.Warn($"drivers of devices that appear late are not loaded any more: {e.Message}")
        );

    /// <summary>Loads a module that the next step can do without.</summary>
    /// <param name="purpose">The module's purpose, for the log.</param>
    public void Want(string module, string purpose)
    {
        lock (_loading)
            Modules.Load(module, purpose, Tell);
    }

    /// <summary>Loads a module that the next step needs.</summary>
    /// <param name="isThere">True when it works; true also without the module when the kernel has it built in.</param>
    /// <exception cref="StageException">It does not work.</exception>
    public void Need(string module, Func<bool> isThere)
    {
        lock (_loading)
            Modules.Load(module, "the rescue", Tell);
        if (!isThere())
            throw new StageException($"the kernel has no {module}, and the image no module for it that this kernel takes");
    }

    /// <summary>Waits for a time, or until Dispose.</summary>
    public void Wait(TimeSpan time) => _over.Wait(time);

    public void Dispose()
    {
        _over.Set();
        _watch?.Join();
    }

    private void Watch()
    {
        while (!_over.Wait(s_lookForDevices))
            lock (_loading)
                Modules.LoadForDevices(Tell);
    }

    private void Tell(ModuleLoad load)
    {
        if (load.Result.IsSuccess)
            Log.Debug($"module {load}");
        else
            Log.Warn($"module {load}");
    }
}
