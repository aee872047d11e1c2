using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary><c>ka layout</c> of a golden node with many disks and mounts, and with a mount that never answers.</summary>
internal sealed class LayoutSection() : Section("layout", "the layout of 64 disks and 200 mounts, one of them dead")
{
    private const int Disks = 64,
        Mounts = 200;

    private const long DiskBytes = 64 << 20;

    /// <summary>A FUSE file system without a daemon (fuse(4)) answers no question. $1: where; the rest: the command.</summary>
    private const string WithDeadMount =
        "exec 9<>/dev/fuse && mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 server:/gone \"$1\" && "
        + "shift && exec \"$@\"";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    public override IEnumerable<string> Measure(int runs)
    {
        using var home = new TempDir();
        var root = home.TextIn("root");
        var disks = new List<string> { MakeDisk(home, 0, root) };
        yield return "| golden node | seconds | CPU s, its programs included |";
        yield return "| --- | --- | --- |";
        yield return Row("1 disk, 1 mount", runs, root, disks, isDead: false);
        for (var i = 1; i < Disks; i++)
            disks.Add(MakeDisk(home, i, $"{root}/disk{i}"));
        for (var i = Disks; i < Mounts; i++)
            Child.Run("mount", "-t", "tmpfs", "ka-bench", Directory.CreateDirectory($"{root}/memory{i}").FullName);
        Directory.CreateDirectory(root + "/gone");
        yield return Row($"{Disks} disks, {Mounts} mounts", runs, root, disks, isDead: false);
        yield return Row("the same, and a mount whose server is gone", runs, root, disks, isDead: true);
    }

    private static string MakeDisk(TempDir home, int number, string place)
    {
        var file = home.TextIn($"disk{number}");
        using (var image = File.Create(file))
            image.SetLength(DiskBytes);
        Child.Run(new Launch("sfdisk", "--quiet", file) { InputText = "label: gpt\ntype=L\n" });
        var device = Child.Run("losetup", "--find", "--show", "--partscan", file).Trim();
        // A kernel without these tables is shown the partition.
        if (!File.Exists(device + "p1"))
            Child.Run("partx", "--add", "--nr", "1", device);
        Child.Run("mkfs.ext4", "-q", device + "p1");
        Child.Run("mount", device + "p1", Directory.CreateDirectory(place).FullName);
        return device;
    }

    private static string Row(string name, int runs, string root, List<string> disks, bool isDead)
    {
        var (seconds, cpu) = (new Samples(), new Samples());
        string[] layout = [Programs.Ka, "layout", "--root", root, .. disks.SelectMany(disk => new[] { "--disk", disk })];
        string[] dead = isDead ? ["sh", "-c", WithDeadMount, "sh", root + "/gone"] : [];
        for (var run = 0; run < runs; run++)
        {
            // A mount of its own in a name space of its own, which ends with the process.
            using var child = Child.Start(new Launch("unshare", ["--mount", "--propagation", "private", .. dead, .. layout]));
            var exit = child.WaitForSuccess(s_patience);
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {exit.Elapsed.TotalSeconds:0.00} s"));
            seconds.Add(exit.Elapsed.TotalSeconds);
            cpu.Add(exit.Cpu.TotalSeconds);
        }
        return $"| {name} | {seconds.Show("0.00")} | {cpu.Show("0.00")} |";
    }
}
