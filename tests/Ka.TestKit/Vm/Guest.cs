using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ka.TestKit;

/// <summary>A virtual machine with Debian's kernel and the tools of every file system, array and volume, which runs scripts. Its
/// root is in memory; its disks are what it is given, and come and go while it runs. <c>tests/guest</c> makes it.</summary>
public sealed partial class Guest : IDisposable
{
    private const string RootSerial = "ka-root";

    private const string FilesSerial = "ka-files";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private static readonly string s_home = Path.Combine(Programs.Repository, ".cache", "guest");

    private readonly TempDir _directory = new();

    private int _plugged;

    private Guest(VmPlan plan, IReadOnlyList<string> files)
    {
        try
        {
            var tar = _directory.TextIn("files.tar");
            Child.Run(
                "tar",
                ["-cf", tar, .. files.SelectMany(file => new[] { "-C", Path.GetDirectoryName(file)!, Path.GetFileName(file) })]
            );
            Machine = Vm.Start(
                plan with
                {
                    Kernel = new VmKernel(
                        Path.Combine(s_home, "vmlinuz"),
                        Path.Combine(s_home, "initrd"),
                        $"console=ttyS0 quiet panic=-1 {VmKernel.Patience}"
                    ),
                    SerialLines = 2,
                    EndsAtReboot = true,
                    Disks =
                    [
                        new VmDisk(Path.Combine(s_home, "root.sqfs")) { Serial = RootSerial, Discards = true },
                        new VmDisk(tar) { Serial = FilesSerial, Discards = true },
                        .. plan.Disks,
                    ],
                    More = ["-device", $"virtio-scsi-pci,id={VmWords.ScsiBus}", .. plan.More],
                }
            );
            Machine.Lines[1].Expect("guest ready\n", s_patience);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The machine itself.</summary>
    public Vm Machine { get; }

    /// <summary>Starts one and waits until it can run scripts.</summary>
    /// <param name="plan">Its disks are there from the beginning, behind two of virtio that are the guest's own (<c>vda</c>,
    /// <c>vdb</c>).</param>
    /// <param name="files">Programs and files that it has in <c>/opt</c>, which is in its PATH.</param>
    /// <exception cref="VmException">It did not come up.</exception>
    public static Guest Start(VmPlan plan, params string[] files) => new(plan, files);

    /// <summary>Why there can be no guest here; null when there can.</summary>
    public static string? WhyNot() =>
        Vm.WhyNot()
        ?? (
            File.Exists(Path.Combine(s_home, "key"))
                ? null
                : $"no guest in {s_home}: tests/guest/make.sh makes it, ./build.sh test and ./build.sh vm do, too"
        );

    /// <summary>Runs a script of sh(1) to its end. What it says on standard error stands on the console as it comes.</summary>
    /// <exception cref="VmException">It was not done in time, or the machine ended.</exception>
    public GuestRun TryRun(string script, TimeSpan? patience = null)
    {
        var port = Machine.Lines[1];
        port.SendLine(Convert.ToBase64String(Encoding.UTF8.GetBytes(script)));
        var head = port.Expect(StatusPattern(), patience ?? s_patience);
        int Number(int group) => int.Parse(head.Groups[group].Value, CultureInfo.InvariantCulture);
        string Text(int group) => Encoding.UTF8.GetString(port.Take(Number(group), s_patience));
        return new GuestRun(Number(1), Text(2), Text(3));
    }

    /// <summary>Runs a script that must succeed, and gives its output. It stops at the first command that fails.</summary>
    /// <exception cref="ChildFailedException">It failed.</exception>
    /// <inheritdoc cref="TryRun" path="/exception"/>
    public string Run(string script, TimeSpan? patience = null)
    {
        var run = TryRun("set -e\n" + script, patience);
        return run.Status == 0
            ? run.Output
            : throw new ChildFailedException($"exit status {run.Status} in the guest: {script}\n{run.Errors}{run.Output}");
    }

    /// <summary>Starts a script and does not wait for its end: the next thing done to this machine cuts its power.</summary>
    public void Begin(string script) => Machine.Lines[1].SendLine(Convert.ToBase64String(Encoding.UTF8.GetBytes(script)));

    /// <summary>Plugs in a SCSI disk and waits until it is there.</summary>
    /// <returns>Its path: <c>/dev/sda</c>.</returns>
    /// <exception cref="VmException">QEMU refused it, or the guest does not see it.</exception>
    public GuestDisk Plug(VmDisk disk)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"plug{++_plugged}");
        Machine.Plug(disk, id);
        var path = Run(
            $"""
            disk=/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_{id}
            for i in $(seq 600); do
              if [ -e $disk ]; then readlink -f $disk; exit; fi
              sleep 0.05
            done
            ls -l /dev/disk/by-id >&2
            exit 1
            """
        );
        return new GuestDisk(path.Trim(), id, disk.Image);
    }

    /// <summary>Pulls a disk that was plugged in, and waits until it is gone.</summary>
    public void Unplug(GuestDisk disk)
    {
        Machine.Unplug(disk.Id);
        Run($"for i in $(seq 600); do [ -e /sys/block/{disk.Name} ] || exit 0; sleep 0.05; done; exit 1");
    }

    public void Dispose()
    {
        Machine?.Dispose();
        _directory.Dispose();
    }

    [GeneratedRegex(@"status (\d+) (\d+) (\d+)\n")]
    private static partial Regex StatusPattern();
}
