using System;
using System.IO;
using System.Linq;
using Ka.Lab.Clone;
using Ka.Lab.Serve;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Verify;

/// <summary>Manifests of <c>ka serve</c>, and of runs of several rounds.</summary>
public sealed class ServedCloneTests
{
    [Needs(Need.Product)]
    public void A_clone_of_serve_has_documented_differences_and_no_others()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 900);
        var manifest = lab.PathOf("manifest");
        var golden = lab.Serve(1, "-x", "/tmp", "-x", "/var/log", "-D", lab.RawPartition, "--yes", "--manifest", manifest);
        lab.Expect(0, lab.Replicate(1), golden);
        lab.Look(
            1,
            place =>
            {
                string[] words = ["verify", manifest, place, "--raw", $"{lab.RawPartition}={lab.DiskOf(1)}p3"];
                var clone = JsonEvents.End(Run(0, [.. words, "--clone", "--json"]));
                Assert.Equal(0, clone.Number("differences"));
                Assert.True(clone.Number("documented") > 0);
                AssertDiffers(Run(1, [.. words, "--json"]), "/etc/machine-id", "contents");
                Child.Run("mount", "-o", "remount,rw", place + "/var");
                File.WriteAllText(place + "/var/lib/new", "");
                AssertDiffers(Run(1, [.. words, "--clone", "--json"]), "/var/lib/new", "extra");
            }
        );
    }

    [Needs(Need.Product)]
    public void Each_round_has_a_manifest_of_its_own()
    {
        using var lab = new CloneLab(2, rate: 100);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        File.Move(lab.MakeFile("large", 20_000_000), Path.Combine(tree, "large"));
        var targets = new[] { lab.MakeDirectory("node-1"), lab.MakeDirectory("node-2") };
        var manifest = lab.PathOf("manifest");
        var sender = lab.Send(1, "--tree", tree, "--compress", "none", "--manifest", manifest);
        var first = lab.Receive(1, "--tree", targets[0]);
        CloneLab.UntilReceived(first, 2_000_000);
        File.WriteAllText(Path.Combine(tree, "only in the second round"), "");
        var late = lab.Receive(2, "--tree", targets[1]);
        lab.Expect(0, first, late, sender);

        Run(0, "verify", manifest, targets[0]);
        Run(0, "verify", manifest + ".2", targets[1]);
        AssertDiffers(Run(1, "verify", manifest, targets[1], "--json"), "/only in the second round", "extra");
        Assert.Equal(
            ["manifest", "manifest.2"],
            Directory.GetFiles(Path.GetDirectoryName(manifest)!, "*manifest*").Select(Path.GetFileName).Order()
        );
    }

    private static void AssertDiffers(Child verify, string path, string kind) =>
        Assert.Contains(JsonEvents.Of(verify, "difference"), one => (one.Text("path"), one.Text("kind")) == (path, kind));

    private static Child Run(int status, params string[] words)
    {
        var child = Child.Start(new Launch(Programs.Ka, words));
        Assert.True(child.Wait(TimeSpan.FromMinutes(2)).Status == status, child.Account());
        return child;
    }
}
