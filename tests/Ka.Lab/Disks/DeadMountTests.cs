using System;
using System.IO;
using System.Linq;
using Ka.Disks.LayoutFile;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Disks;

/// <summary>Mounts that never answer: a file server that is gone. Here it is a FUSE file system without a daemon (fuse(4)), in a
/// mount namespace of its own.</summary>
public sealed class DeadMountTests
{
    /// <summary>Less than the time limit of a tool that asks.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    /// <summary>$1: where to mount; $2: the source that is shown; the rest: the command.</summary>
    private const string WithDeadMount =
        "exec 9<>/dev/fuse && mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 \"$2\" \"$1\" && shift 2 && \"$@\"";

    [Needs(Need.Product)]
    public void A_mount_of_the_network_that_does_not_answer_is_not_asked()
    {
        using var lab = new DiskLab();
        var disk = lab.Attach("golden", 100);
        DiskLab.Partition(disk, "label: dos\ntype=83\n");
        Child.Run("mkfs.ext4", "-q", disk + "p1");
        lab.Mount($"{disk}p1 / ext4 defaults 0 1\n", (disk + "p1", "", "rw"));
        var place = Directory.CreateDirectory(lab.Root + "/dead").FullName;

        var layout = LayoutText.Read(
            Child.Run(
                new Launch(
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "sh",
                    "-c",
                    WithDeadMount,
                    "sh",
                    place,
                    "server:/export",
                    Programs.Ka,
                    "layout",
                    "--root",
                    lab.Root,
                    "--disk",
                    disk
                ),
                s_patience
            )
        );

        Assert.Equal("/", Assert.Single(layout.Mounts).Target);
        Assert.True(layout.FileSystems.Single().Used > 0);
    }
}
