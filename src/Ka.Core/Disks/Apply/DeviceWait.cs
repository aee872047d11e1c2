using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Ka.Disks.Model;
using Ka.Disks.Plan;
using Ka.Linux;

namespace Ka.Disks.Apply;

/// <summary>Waits until the kernel, and udev where it runs, have seen what was made. A rescue may have no udev: then the kernel's
/// own device files are all there is.</summary>
internal sealed class DeviceWait(Action<string> say)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly PollSet _nothing = new(1);

    /// <summary>udev has done what it had to do.</summary>
    public static void Settle()
    {
        var running = Files.TryOpenRead("/run/udev/control"u8, out var control).Errno is Errno.OK or Errno.ENXIO or Errno.EACCES;
        control.Dispose();
        if (running && ProgramPath.Find("udevadm") is not null)
            new ToolCommand("udevadm", "settle", "--timeout=30").TryRun();
    }

    /// <summary>Device files that can be opened.</summary>
    /// <exception cref="ToolException">One did not come.</exception>
    public void For(IReadOnlyList<string> paths)
    {
        Settle();
        foreach (var path in paths)
            Await(() => Opens(path), $"{path} does not appear");
    }

    /// <summary>The partitions of a new table, each as large as it was made.</summary>
    /// <exception cref="ToolException">The kernel does not show one.</exception>
    public void ForPartitions(WriteTable table)
    {
        Settle();
        foreach (
            var partition in table.Table.Partitions.Where(partition =>
                !PartitionTypes.IsExtended(table.Table.Kind, partition.Type)
            )
        )
        {
            var path = Disk.PartitionName(table.Path, partition.Number);
            var name = path[(path.LastIndexOf('/') + 1)..];
            if (SizeOf(name) is null)
                Tell(table.Path, partition.Number);
            Await(
                () => SizeOf(name) == partition.Size && Opens(path),
                $"the kernel does not show {path} with {partition.Size} bytes"
            );
        }
    }

    /// <summary>Announces a partition to a kernel that did not read the table or cannot read its kind.</summary>
    private void Tell(string disk, int number)
    {
        var call = new ToolCommand("partx", "--add", "--nr", number.ToString(CultureInfo.InvariantCulture), disk);
        say($"  {call}");
        call.TryRun();
        Settle();
    }

    private void Await(Func<bool> there, string complaint)
    {
        for (var deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds; !there(); _nothing.Wait(s_interval))
            if (Environment.TickCount64 > deadline)
                throw new ToolException($"{complaint}, {s_patience.TotalSeconds} s after it was made");
    }

    private static bool Opens(string path)
    {
        var opened = Files.TryOpenRead(BytePath.FromText(path), out var device);
        device.Dispose();
        return opened.IsSuccess;
    }

    /// <summary>Bytes, as the kernel has it; sysfs counts sectors of 512 whatever the disk's are.</summary>
    private static long? SizeOf(string name)
    {
        var path = BytePath.FromText($"/sys/class/block/{name}/size");
        var opened = Files.TryOpenRead(path, out var file);
        using var closing = file;
        return opened.IsSuccess
            ? 512
                * long.Parse(
                    Encoding.ASCII.GetString(Files.ReadToEnd(file, path)),
                    NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture
                )
            : null;
    }
}
