using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.Disks.LayoutFile;
using Ka.Disks.Model;
using Ka.Disks.Probe;
using Ka.TestKit;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>Disks that are files: loop devices in a directory of their own, which goes with everything that is mounted in it. No
/// other disk of this machine is ever named.</summary>
internal sealed class DiskLab : IDisposable
{
    private const long Mebi = 1 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TempDir _home;

    private readonly List<string> _devices = [];

    /// <param name="inMemory">The disks are in memory, and as fast as one another.</param>
    public DiskLab(bool inMemory = false) => _home = inMemory ? TempDir.InMemory() : new TempDir();

    /// <summary>Where a golden tree is mounted.</summary>
    public string Root => _home.TextIn("root");

    /// <summary>Where a result is mounted.</summary>
    public string Target => _home.TextIn("target");

    public string File(string name) => _home.TextIn(name);

    /// <summary>A disk of zeros.</summary>
    public string Attach(string name, long mebibytes, int sectorSize = 512)
    {
        using (var image = System.IO.File.Create(_home.TextIn(name)))
            image.SetLength(mebibytes * Mebi);
        return Reattach(name, sectorSize);
    }

    /// <summary>A disk whose file is there.</summary>
    public string Reattach(string name, int sectorSize = 512)
    {
        var device = Child
            .Run("losetup", "--find", "--show", "--partscan", "--sector-size", $"{sectorSize}", _home.TextIn(name))
            .Trim();
        _devices.Add(device);
        return device;
    }

    /// <summary>Makes a partition table with sfdisk, and shows it to a kernel that cannot read it.</summary>
    /// <param name="names">Number and name of GPT partitions whose names a script cannot hold.</param>
    public static void Partition(string device, string script, params (int Number, string Name)[] names)
    {
        Child.Run(new Launch("sfdisk", "--quiet", device) { InputText = script });
        foreach (var (number, name) in names)
            Child.Run("sfdisk", "--quiet", "--part-label", device, $"{number}", name);
        ShowPartitions(device);
    }

    /// <summary>Has the kernel see the partitions of a disk's table, those that it has not seen by itself.</summary>
    public static void ShowPartitions(string device)
    {
        foreach (var number in PartitionNumbers(device).Where(number => !System.IO.File.Exists($"{device}p{number}")))
            Child.Start(new Launch("partx", "--add", "--nr", $"{number}", device)).Wait(s_patience);
    }

    /// <summary>Makes a golden node's tree: file systems that are mounted, and its fstab.</summary>
    /// <param name="mounts">Device, target and options of mount(8) of each.</param>
    public void Mount(string fstab, params (string Device, string Target, string Options)[] mounts)
    {
        Directory.CreateDirectory(Root);
        foreach (var (device, target, options) in mounts)
        {
            Directory.CreateDirectory(Root + target);
            Child.Run("mount", "-o", options, device, Root + target);
        }
        Directory.CreateDirectory(Root + "/etc");
        System.IO.File.WriteAllText(Root + "/etc/fstab", fstab);
    }

    /// <summary>Everything is off; the files of the disks stay.</summary>
    public void DetachAll()
    {
        foreach (var place in new[] { Root, Target })
            if (Directory.Exists(place))
                Child.Start(new Launch("umount", "--recursive", place)).Wait(s_patience);
        // A loop device goes when the last one closes it, and its partitions with it: tools look for UUIDs on all that is there.
        foreach (var device in _devices)
        {
            Child.Start(new Launch("partx", "--delete", device)).Wait(s_patience);
            Child.Run("losetup", "--detach", device);
            var attached = $"/sys/block/{Path.GetFileName(device)}/loop";
            Wait.Until(() => !Directory.Exists(attached), $"{device} is free", s_patience);
        }
        _devices.Clear();
    }

    /// <summary>The published program, to its end.</summary>
    public static Child Run(int status, params string[] words)
    {
        var child = Child.Start(new Launch(Programs.Ka, words));
        Assert.True(child.Wait(s_patience).Status == status, $"exit status {child.Exit!.Status}: {child.Account()}");
        return child;
    }

    /// <summary>The layout of these disks, with what is mounted below a root.</summary>
    public static Layout Capture(string root, params string[] disks) =>
        LayoutText.Read(Run(0, ["layout", "--root", root, .. disks.SelectMany(disk => new[] { "--disk", disk })]).Output);

    /// <summary>The golden layout as a file.</summary>
    public string Save(Layout layout)
    {
        var file = _home.TextIn("golden.json");
        System.IO.File.WriteAllText(file, LayoutText.Write(layout));
        return file;
    }

    /// <summary>Applies a layout to disks and mounts it below <see cref="Target"/>.</summary>
    public Child Apply(int status, string layout, string[] disks, params string[] more) =>
        Run(
            status,
            [
                "layout",
                "apply",
                layout,
                "--yes",
                "--mount",
                Target,
                .. disks.SelectMany(disk => new[] { "--disk", disk }),
                .. more,
            ]
        );

    public void Dispose()
    {
        // Mounts and loop devices in the directory go first: LabFiles.Remove.
        _home.Dispose();
    }

    private static IEnumerable<int> PartitionNumbers(string device) =>
        SfdiskReport
            .Parse(Child.Run("sfdisk", "-J", device))!
            .Partitions.Where(partition => partition.Type is not ("5" or "f"))
            .Select(partition => partition.Number);
}
