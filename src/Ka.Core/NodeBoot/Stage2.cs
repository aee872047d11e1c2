using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Boot;
using Ka.Formatting;
using Ka.Linux;
using Ka.Runtime;
using Ka.Wire;

namespace Ka.NodeBoot;

/// <summary>The stage in the rescue: from its root to a clone of the golden node. The steps are those of <see cref="BootStage"/>,
/// and docs/boot.md describes them.</summary>
internal sealed class Stage2(BootEnvironment bench)
{
    private const string ShellTerminal = "tty2";

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patienceWithDisks = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_respawn = TimeSpan.FromSeconds(1);

    private static readonly string[] s_deviceDaemons =
    [
        "/usr/lib/systemd/systemd-udevd",
        "/lib/systemd/systemd-udevd",
        "/sbin/udevd",
    ];

    /// <summary>Returns when the machine is a clone: the golden node decides when it leaves the rescue.</summary>
    /// <exception cref="StageException"/>
    /// <exception cref="LinuxException"/>
    public StageEnd Run()
    {
        KeepShell();
        using var watch = StageLogServer.Start(bench, StageToken.Find(bench.Parameters));
        using var network = new StageNetwork(bench);
        bench.Enter(BootStage.Drivers, "Loading drivers");
        bench.LoadDrivers();
        MountFirmwareVariables();
        StartDeviceDaemon();
        bench.WatchDevices();

        bench.Enter(BootStage.Disks, "Looking for disks");
        var disks = Settle();
        bench.Log.Say(
            disks.Count == 0
                ? "no disk seen"
                : $"{Quantity.Count(disks.Count, "disk", "disks")} seen: "
                    + $"{string.Join(", ", disks.Select(disk => $"{disk.Name} {Quantity.Bytes(disk.Size)}"))}"
        );

        network.Wait();
        network.WriteResolver();
        bench.Enter(BootStage.Register, "Looking for the KA server");
        new InstallLoop(bench, StageToken.Find(bench.Parameters), network.GivenName).Run();
        return StageEnd.Installed;
    }

    /// <summary>UEFI's variables: they say whether Secure Boot is on, and hold what the firmware boots. Their file system is a
    /// module in many kernels, so it is not among the first mounts.</summary>
    private void MountFirmwareVariables()
    {
        var opened = Files.TryOpenDirectory("/sys/firmware/efi"u8, out var firmware);
        firmware.Dispose();
        if (!opened.IsSuccess)
            return;
        bench.Want("efivarfs", "the firmware's variables");
        var entry = new RootSetupStep.Mount(
            "efivarfs",
            "/sys/firmware/efi/efivars",
            MountFlags.NoSuid | MountFlags.NoDevices | MountFlags.NoExec,
            ""
        );
        var mounted = entry.Create(BytePath.FromText("/"));
        if (!mounted.IsSuccess)
            bench.Log.Warn($"{entry}: {LinuxException.Describe(mounted.Errno)}, ignoring");
    }

    /// <summary>The rescue's own daemon for devices, if it has one: programs for disks rely on what it knows.</summary>
    private void StartDeviceDaemon()
    {
        if (Array.Find(s_deviceDaemons, program => Exists(BytePath.FromText(program))) is not { } daemon)
            return;
        Run(daemon, "--daemon");
        // What drives the other devices is loaded; of disks the daemon has more to say.
        Run("udevadm", "trigger", "--action=add", "--subsystem-match=block");
        Run("udevadm", "settle", "--timeout=30");
    }

    private void Run(string program, params string[] arguments)
    {
        try
        {
            var path = ProgramPath.Find(program) ?? BytePath.FromText(program);
            using var child = ChildProcess.Start(
                new ProcessOptions(path, Array.ConvertAll(arguments, BytePath.FromText)) { Name = BytePath.FromText(program) }
            );
            if (child.WaitForExit() is { IsSuccess: false } exit)
                bench.Log.Warn($"{program} {string.Join(' ', arguments)}: {exit}");
        }
        catch (LinuxException e)
        {
            bench.Log.Warn(e.Message);
        }
    }

    /// <summary>Waits until disks are there and no more appear.</summary>
    private IReadOnlyList<InventoryDisk> Settle()
    {
        var deadline = BootEnvironment.Now + s_patienceWithDisks;
        var disks = MachineInventory.Disks(BytePath.FromText("/sys"));
        while (BootEnvironment.Now < deadline)
        {
            bench.Wait(s_quiet);
            var more = MachineInventory.Disks(BytePath.FromText("/sys"));
            if (more.Count > 0 && more.SequenceEqual(disks))
                break;
            disks = more;
        }
        return disks;
    }

    /// <summary>Keeps a shell on the second screen, and starts it again whenever it ends.</summary>
    private void KeepShell()
    {
        if (!RescueShell.Exists || !Exists(BytePath.FromText("/dev/" + ShellTerminal)))
            return;
        WorkerThread.Start("shell", RespawnShell, e => bench.Log.Warn($"no shell on the second screen any more: {e.Message}"));
    }

    private void RespawnShell()
    {
        while (new RescueShell(bench.Log).Start(ShellTerminal) is { } shell)
        {
            using (shell)
                shell.WaitForExit();
            bench.Wait(s_respawn);
        }
    }

    private static bool Exists(BytePath path)
    {
        var opened = Files.TryOpenTerminal(path, out var file);
        file.Dispose();
        return opened.IsSuccess || opened.Is(Errno.EROFS) || opened.Is(Errno.ETXTBSY);
    }
}
