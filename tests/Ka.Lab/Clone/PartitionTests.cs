using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary><c>-D</c>: partitions as images of their used blocks, or as bytes, with a real partclone on loop devices.</summary>
public sealed class PartitionTests
{
    [Needs(Need.Product)]
    public void Used_blocks_arrive_on_every_node_and_the_rest_is_not_sent()
    {
        using var lab = new CloneLab(2);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 300);
        Child.Run("mkfs.ext4", "-q", "-L", "golden", golden);
        disks.Fill(golden, "files", 20_000_000);
        string[] targets = [disks.Attach("one", 300), disks.Attach("two", 400)];
        var sender = lab.Send(2, "-D", golden);

        lab.Expect(
            0,
            lab.Receive(1, "-D", $"{golden}={targets[0]}"),
            lab.Receive(2, "-D", $"{golden["/dev/".Length..]}={targets[1]["/dev/".Length..]}")
        );

        var report = lab.Report(sender, 0);
        Assert.InRange(report.Bytes, 20_000_000, 100L << 20);
        Assert.Contains("used blocks only, by partclone.ext4", sender.Errors, StringComparison.Ordinal);
        foreach (var target in targets)
        {
            Child.Run("e2fsck", "-fn", target);
            disks.AssertSame(golden, target);
        }
    }

    [Needs(Need.Product)]
    public void A_partition_that_nobody_knows_arrives_byte_for_byte()
    {
        using var lab = new CloneLab(1);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 30);
        Child.Run(
            "dd",
            "if=" + lab.MakeFile("noise", 5_000_000),
            "of=" + golden,
            "bs=1M",
            "seek=3",
            "conv=notrunc",
            "status=none"
        );
        var target = disks.Attach("target", 31);
        var sender = lab.Send(1, "-D", golden);

        lab.Expect(0, lab.Receive(1, "-D", $"{golden}={target}"), sender);

        Assert.Contains("all 31457280 bytes: no partclone here knows what is on it", sender.Errors, StringComparison.Ordinal);
        Assert.True(
            File.ReadAllBytes(lab.PathOf("golden"))
                .AsSpan()
                .SequenceEqual(File.ReadAllBytes(lab.PathOf("target")).AsSpan(0, 30 << 20))
        );
    }

    [Needs(Need.Product)]
    public void Partitions_and_a_tree_go_in_one_run()
    {
        using var lab = new CloneLab(1);
        using var disks = new LoopDevices(lab);
        string[] golden = [disks.Attach("golden0", 40), disks.Attach("golden1", 40)];
        Child.Run("mkfs.ext2", "-q", golden[0]);
        string[] target = [disks.Attach("target0", 40), disks.Attach("target1", 40)];
        var tree = lab.MakeDirectory("tree");
        File.WriteAllText(Path.Combine(tree, "file"), "content");
        var sender = lab.Send(1, "--tree", tree, "-D", golden[0], "-D", golden[1]);

        lab.Expect(
            0,
            lab.Receive(1, "--tree", lab.PathOf("copy"), "-D", $"{golden[1]}={target[1]}", "-D", $"{golden[0]}={target[0]}"),
            sender
        );

        CloneLab.AssertSameTree(tree, lab.PathOf("copy"));
        disks.AssertSame(golden[0], target[0]);
        Assert.Contains(
            golden[1],
            Assert
                .Single(JsonEvents.Of(sender, "started"))
                .GetProperty("streams")
                .EnumerateArray()
                .Select(name => name.GetString())
        );
    }

    [Needs(Need.Product)]
    public void A_device_that_is_too_small_or_in_use_is_refused_and_not_touched()
    {
        using var lab = new CloneLab(2);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 50);
        Child.Run("mkfs.ext4", "-q", golden);
        var small = disks.Attach("small", 49);
        var sender = lab.Send(2, "-D", golden);
        var (refused, other) = (
            lab.Receive(1, "-D", $"{golden}={small}"),
            lab.Receive(2, "-D", $"{golden}={disks.Attach("good", 50)}")
        );

        lab.Expect(0, other);
        lab.Expect(1, refused);
        lab.Expect(3, sender);
        Assert.Contains(
            $"{small} has {49 << 20} bytes, and {50 << 20} are needed",
            CloneLab.ReasonOf(refused),
            StringComparison.Ordinal
        );
        Assert.True(File.ReadAllBytes(lab.PathOf("small")).AsSpan().IndexOfAnyExcept((byte)0) < 0);

        using var mounted = disks.Mount(golden);
        var busy = lab.Send(1, "-D", golden);
        lab.Expect(1, busy);
        Assert.Contains("is in use", busy.Errors, StringComparison.Ordinal);
        var also = lab.Receive(1, "-D", $"sda3={golden}");
        lab.Expect(1, also);
        Assert.Contains("is in use", also.Errors, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_partition_goes_nowhere_unless_the_node_says_so()
    {
        using var lab = new CloneLab(2);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 20);
        var target = disks.Attach("target", 20);
        var sender = lab.Send(2, "-D", golden);
        var (none, another) = (lab.Receive(1, "--tree", lab.PathOf("copy")), lab.Receive(2, "-D", $"sdz9={target}"));

        lab.Expect(1, none, another);
        Assert.Contains(
            $"sends the partition {golden}, and no -D says where it goes",
            CloneLab.ReasonOf(none),
            StringComparison.Ordinal
        );
        Assert.Contains($"sends {golden}, and no -D says where it goes", CloneLab.ReasonOf(another), StringComparison.Ordinal);
        lab.Expect(1, sender);
    }

    [Needs(Need.Product)]
    public void A_node_without_partclone_says_so_before_anything_is_written()
    {
        using var lab = new CloneLab(1);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 50);
        Child.Run("mkfs.ext4", "-q", golden);
        var target = disks.Attach("target", 50);
        lab.Send(1, "-D", golden);
        // An empty directory over the programs, seen by this node alone.
        var words =
            $"mkdir -p {lab.PathOf("empty")} && mount --bind {lab.PathOf("empty")} /usr/sbin && exec {Programs.Ka} recv "
            + $"-s lab --token-file {lab.Token} -D {golden}={target}";
        var receiver = lab.Start(lab.Node(1), new Launch("unshare", "--mount", "--propagation", "slave", "sh", "-c", words));

        lab.Expect(1, receiver);
        Assert.Contains(
            $"{golden} comes as an image of partclone.ext4, which is not installed here",
            receiver.Errors,
            StringComparison.Ordinal
        );
        Assert.True(File.ReadAllBytes(lab.PathOf("target")).AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    [Needs(Need.Product)]
    public void A_damaged_file_system_fails_the_run_with_the_words_of_partclone()
    {
        using var lab = new CloneLab(1);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 50);
        Child.Run("mkfs.ext4", "-q", "-b", "1024", golden);
        // The superblock says one thing, the rest of the disk is gone.
        Child.Run("dd", "if=/dev/urandom", "of=" + golden, "bs=1k", "seek=2", "count=2000", "conv=notrunc", "status=none");
        var sender = lab.Send(1, "-D", golden);
        lab.Receive(1, "-D", $"{golden}={disks.Attach("target", 50)}");

        var report = lab.Report(sender, 1);
        Assert.Contains($"partclone.ext4 {golden}: exit status 1: ", report.Reason, StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_device_that_is_slow_to_open_for_the_next_round_loses_no_node_that_waits()
    {
        using var lab = new CloneLab(2, rate: 100);
        using var disks = new LoopDevices(lab);
        var golden = disks.Attach("golden", 30);
        Child.Run("dd", "if=/dev/urandom", "of=" + golden, "bs=1M", "count=30", "status=none");
        var (programs, mark) = (lab.MakeDirectory("programs"), lab.PathOf("mark"));
        // From the second time on it takes longer than a node waits for a sign of life.
        Serve.ServeLab.WriteProgram(
            programs + "/blkid",
            $"#!/bin/sh\n[ -e '{mark}' ] && sleep 8\necho asked >>'{mark}'\nexec /sbin/blkid \"$@\"\n"
        );
        var sender = lab.Start(
            lab.Golden,
            lab.SendCommand(1, "-D", golden) with
            {
                Environment = new Dictionary<string, string> { ["PATH"] = $"{programs}:/usr/sbin:/usr/bin:/sbin:/bin" },
            }
        );
        var first = lab.Receive(1, "-D", $"{golden}={disks.Attach("one", 30)}");
        CloneLab.UntilReceived(first, 1_000_000);
        var late = lab.Receive(2, "-D", $"{golden}={disks.Attach("two", 30)}");

        lab.Expect(0, first, late);
        var report = lab.Report(sender, 0);
        Assert.Equal([1, 2], report.Nodes.Select(node => node.Round));
        Assert.True(File.ReadAllLines(mark).Length >= 2, "the device was not slow");
        Assert.Empty(JsonEvents.Of(late, "serverLost"));
    }

    /// <summary>Loop devices on files of a lab.</summary>
    private sealed class LoopDevices(CloneLab lab) : IDisposable
    {
        private readonly List<string> _devices = [];

        public string Attach(string name, int mebibytes)
        {
            using (var file = File.Create(lab.PathOf(name)))
                file.SetLength((long)mebibytes << 20);
            _devices.Add(Child.Run("losetup", "--find", "--show", lab.PathOf(name)).Trim());
            return _devices[^1];
        }

        public MountedDevice Mount(string device) => new(device, lab.MakeDirectory("mount" + Guid.NewGuid().ToString("N")[..8]));

        public void Fill(string device, string name, int bytes)
        {
            using var mounted = Mount(device);
            File.Copy(lab.MakeFile(name, bytes), Path.Combine(mounted.Place, name));
            Directory.CreateDirectory(Path.Combine(mounted.Place, "deep", "er"));
        }

        public void AssertSame(string golden, string target)
        {
            using var one = Mount(golden);
            using var other = Mount(target);
            CloneLab.AssertSameTree(one.Place, other.Place);
        }

        public void Dispose()
        {
            foreach (var device in _devices)
                Child.Run(new Launch("losetup", "--detach", device) { CleansUp = true });
        }
    }

    private sealed class MountedDevice : IDisposable
    {
        public MountedDevice(string device, string place)
        {
            Place = place;
            Child.Run("mount", device, place);
        }

        public string Place { get; }

        public void Dispose() => Child.Run(new Launch("umount", Place) { CleansUp = true });
    }
}
