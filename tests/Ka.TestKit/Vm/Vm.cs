using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Ka.TestKit;

/// <summary>A virtual machine in software emulation (QEMU). Dispose cuts its power; nothing of it is left but the logs of its
/// serial lines in <c>artifacts/vm</c>, named after the plan, until a machine of that name starts again.</summary>
public sealed class Vm : IDisposable
{
    private const string Emulator = "qemu-system-x86_64";

    // A test program that is killed cannot clean up, and a machine without it would run for ever. Emulation takes what others
    // leave.
    private const string Watched = """
        parent=$1; shift
        nice -n 5 "$@" & machine=$!
        (while kill -0 $parent && kill -0 $machine; do sleep 1; done 2>/dev/null; kill -9 $machine 2>/dev/null) >/dev/null 2>&1 &
        wait $machine
        """;

    private static int s_count;

    private readonly VmPlan _plan;
    private readonly string _directory;
    private readonly List<VmPort> _lines = [];
    private readonly VmMonitor _monitor;
    private readonly Child _process;

    private Vm(VmPlan plan)
    {
        LabLeftovers.Sweep();
        _plan = plan;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{LabLeftovers.Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}-vm"
        );
        // Short, because the names of sockets are (unix(7)).
        _directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName;
        _monitor = new VmMonitor(_directory);
        Child? process = null;
        try
        {
            for (var line = 0; line < plan.SerialLines; line++)
                _lines.Add(
                    new VmPort(
                        $"{plan.Name} ttyS{line}",
                        Path.Combine(_directory, VmWords.Line(line)),
                        LogOf(line),
                        () => EndingOf(process)
                    )
                );
            process = Child.Start(
                new Launch(
                    "sh",
                    ["-c", Watched, "sh", $"{Environment.ProcessId}", Emulator, .. new VmWords(plan, name, _directory).Build()]
                )
                {
                    Namespace = plan.Namespace,
                }
            );
            _process = process;
        }
        catch
        {
            Remove();
            throw;
        }
    }

    /// <summary>How many times longer everything may take here: <c>KA_SLOW</c>, 1 unless set.</summary>
    public static double Slowness { get; } =
        double.TryParse(
            Environment.GetEnvironmentVariable("KA_SLOW"),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var factor
        )
            ? Math.Max(1, factor)
            : 1;

    /// <summary>The first serial line.</summary>
    public VmPort Console => _lines[0];

    /// <summary>All of them: <c>ttyS0</c>, <c>ttyS1</c> and so on.</summary>
    public IReadOnlyList<VmPort> Lines => _lines;

    /// <summary>True until the guest powers off, or reboots when the plan says so, or its power is cut.</summary>
    public bool IsRunning => _process.Exit is null;

    /// <summary>Switches it on and returns at once.</summary>
    /// <exception cref="ChildFailedException">There is no QEMU.</exception>
    /// <exception cref="OperationCanceledException">We were interrupted.</exception>
    public static Vm Start(VmPlan plan) => new(plan);

    /// <summary>Why there can be no virtual machine here; null when there can.</summary>
    public static string? WhyNot() => Programs.Exists(Emulator) ? null : $"{Emulator} is missing (qemu-system-x86)";

    /// <summary>Waits until the guest has powered off.</summary>
    /// <exception cref="VmException">It still runs after <see cref="Slowness"/> times that, or QEMU failed.</exception>
    public void WaitForEnd(TimeSpan patience)
    {
        try
        {
            if (_process.Wait(patience * Slowness).IsSuccess)
                return;
        }
        catch (ChildFailedException)
        {
            throw new VmException(
                $"{_plan.Name} has not powered off after {(patience * Slowness).TotalSeconds:0} s; its console is in "
                    + $"{Console.Log}"
            );
        }
        throw new VmException($"{_plan.Name}: {EndingOf(_process)}");
    }

    /// <summary>Writes what its screen shows into a PNG file.</summary>
    /// <exception cref="VmException"/>
    public void Screendump(string file) =>
        _monitor.Execute("screendump", new JsonObject { ["filename"] = Path.GetFullPath(file), ["format"] = "png" });

    /// <summary>Stops its processors: it is there, and does nothing. <see cref="Resume"/> undoes it.</summary>
    public void Freeze() => _monitor.Execute("stop");

    /// <inheritdoc cref="Freeze"/>
    public void Resume() => _monitor.Execute("cont");

    /// <summary>The reset button.</summary>
    public void Reset() => _monitor.Execute("system_reset");

    /// <summary>Plugs in a SCSI disk; there must be a controller.</summary>
    /// <param name="id">A name that no other disk has; its serial number unless it has one.</param>
    /// <exception cref="VmException"/>
    public void Plug(VmDisk disk, string id)
    {
        _monitor.Execute(
            "blockdev-add",
            new JsonObject
            {
                ["driver"] = "raw",
                ["node-name"] = id,
                ["discard"] = "unmap",
                ["cache"] = new JsonObject { ["no-flush"] = true },
                ["file"] = new JsonObject { ["driver"] = "file", ["filename"] = disk.Image },
            }
        );
        _monitor.Execute(
            "device_add",
            new JsonObject
            {
                ["driver"] = "scsi-hd",
                ["bus"] = VmWords.ScsiBus + ".0",
                ["drive"] = id,
                ["id"] = id,
                ["serial"] = disk.Serial ?? id,
                ["logical_block_size"] = disk.SectorSize,
                ["physical_block_size"] = disk.SectorSize,
            }
        );
    }

    /// <summary>Pulls a disk that was plugged in.</summary>
    /// <exception cref="VmException"/>
    public void Unplug(string id)
    {
        _monitor.Execute("device_del", new JsonObject { ["id"] = id });
        // The guest lets go of it first.
        for (var deadline = Environment.TickCount64 + 60_000; ; Interruption.Pause(TimeSpan.FromMilliseconds(50)))
            try
            {
                _monitor.Execute("blockdev-del", new JsonObject { ["node-name"] = id });
                return;
            }
            catch (VmException) when (Environment.TickCount64 < deadline)
            {
                // Still in use.
            }
    }

    /// <summary>Cuts the power. Its images can be used by another machine when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.Wait(TimeSpan.FromMinutes(1));
    }

    public void Dispose()
    {
        _process.Dispose();
        Remove();
    }

    private void Remove()
    {
        foreach (var line in _lines)
            line.Dispose();
        _monitor.Dispose();
        LabFiles.Remove(_directory);
    }

    private string LogOf(int line)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Programs.Repository, "artifacts", "vm"));
        return Path.Combine(directory.FullName, line == 0 ? $"{_plan.Name}.log" : $"{_plan.Name}.ttyS{line}.log");
    }

    private static string? EndingOf(Child? process) =>
        process?.Exit is not { } exit ? null
        : exit.IsSuccess ? "the machine is off"
        : $"QEMU ended with {exit.Status}: {process.Errors.Trim().Split('\n').Last()}";
}
