using System;
using System.IO;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Serve;

/// <summary>Hooks before there is a copy, and host names: what travels with the plan.</summary>
public sealed class ServeHookTests
{
    [Needs(Need.Product)]
    public void Hooks_see_the_disks_as_they_were_and_then_the_empty_clone()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        var seen = lab.PathOf("seen");
        var hooks = lab.Root + "/etc/ka/hooks.d";
        ServeLab.WriteProgram(
            hooks + "/pre-wipe.d/10-look",
            $"#!/bin/sh\nblkid -p -o value -s TYPE $KA_DISKS > {seen}\necho the hook speaks\n"
        );
        ServeLab.WriteProgram(hooks + "/pre-wipe.d/20-environment", $"#!/bin/sh\nenv | grep ^KA_ | sort >> {seen}\n");
        ServeLab.WriteProgram(
            hooks + "/pre-copy.d/10-mark",
            $"#!/bin/sh\nls -A $KA_MOUNT | sort >> {seen}\ntouch $KA_MOUNT/made-by-a-hook\n"
        );

        var golden = lab.Serve(1, "--yes");
        var node = lab.Replicate(1, "--json");
        lab.Expect(0, node, golden);

        var lines = File.ReadAllLines(seen);
        Assert.Equal("ext4", lines[0]);
        Assert.Equal(
            [
                "KA_DISKS=" + lab.DiskOf(1),
                "KA_FIRMWARE",
                "KA_HOST_NAME=clone1",
                "KA_MOUNT=" + lab.MountOf(1),
                $"KA_ROOT_DEVICE={lab.DiskOf(1)}p1",
                "KA_ROOT_UUID",
                "KA_STAGE=pre-wipe",
            ],
            lines[1..8]
                .Select(line =>
                    line.StartsWith("KA_FIRMWARE=", StringComparison.Ordinal)
                    || line.StartsWith("KA_ROOT_UUID=", StringComparison.Ordinal)
                        ? line[..line.IndexOf('=')]
                        : line
                )
        );
        Assert.Equal(["lost+found", "var"], lines[8..]);
        Assert.Contains(
            JsonEvents.Of(node, "printed"),
            one => one.Text("line").Contains("the hook speaks", StringComparison.Ordinal)
        );
        lab.Look(1, place => Assert.True(File.Exists(place + "/made-by-a-hook")));
        Assert.DoesNotContain("/run/ka/hooks-", File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Needs(Need.Product)]
    public void A_hook_before_the_wipe_that_fails_leaves_the_disk_as_it_is_and_fails_its_node_alone()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        var before = lab.HashOf(2);
        ServeLab.WriteProgram(
            lab.Root + "/etc/ka/hooks.d/pre-wipe.d/10-check",
            "#!/bin/sh\n[ $KA_HOST_NAME = clone1 ] && exit 0\necho this one stays\nexit 7\n"
        );

        var golden = lab.Serve(2, "--yes");
        var nodes = new[] { lab.Replicate(1), lab.Replicate(2) };
        lab.Expect(0, nodes[0]);
        lab.Expect(1, nodes[1]);
        lab.Expect(3, golden);

        Assert.Contains("hook pre-wipe.d/10-check: exit status 7", lab.ReasonOf(2), StringComparison.Ordinal);
        Assert.Contains("this one stays", lab.ReasonOf(2), StringComparison.Ordinal);
        Assert.Equal(before, lab.HashOf(2));
    }

    [Needs(Need.Product)]
    public void A_hook_that_the_rescue_cannot_run_is_a_reason_against_the_plan()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        ServeLab.WriteProgram(lab.Root + "/etc/ka/hooks.d/pre-copy.d/10-odd", "#!/opt/odd/interpreter -x\n");
        var golden = lab.Serve(1, "--yes");
        lab.Expect(1, lab.Replicate(1));
        lab.Expect(4, golden);
        Assert.Contains(
            "pre-copy.d/10-odd: is written for /opt/odd/interpreter, which is not in this rescue",
            lab.ReasonsAgainst(1),
            StringComparison.Ordinal
        );
    }

    [Needs(Need.Product)]
    public void Nodes_get_the_names_that_the_file_has_for_them_and_others_keep_theirs()
    {
        using var lab = new ServeLab(2);
        lab.AddDisk(1, 700);
        lab.AddDisk(2, 700);
        File.WriteAllText(
            lab.PathOf("names"),
            $"# the first one\n{lab.AddressOf(1)}  node1.example.org\n10.99.0.[1-3] other[1-3]\n"
        );
        var golden = lab.Serve(2, "--yes", "--names", lab.PathOf("names"));
        lab.Expect(0, lab.Replicate(1), lab.Replicate(2), golden);
        Assert.Equal(["", "node1.example.org"], lab.Events("judged").Select(judged => judged.Text("hostName")).Order());
        lab.Look(1, place => Assert.Equal("node1.example.org", File.ReadAllText(place + "/etc/hostname").Trim()));
        lab.Look(2, place => Assert.Equal("clone2", File.ReadAllText(place + "/etc/hostname").Trim()));

        File.AppendAllText(lab.PathOf("names"), "10.99.1.1 other2\n");
        var wrong = lab.Serve(2, "--yes", "--names", lab.PathOf("names"));
        lab.Expect(2, wrong);
        Assert.Contains("names' line 4: other2 is the name of another node already", wrong.Errors, StringComparison.Ordinal);
    }
}
