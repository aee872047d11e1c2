using System;
using System.IO;
using System.Linq;
using Ka.Lab.Serve;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Store;

/// <summary><c>ka save</c> and <c>ka serve --image</c>: clones without the golden node.</summary>
public sealed class SavedCloneTests
{
    [Needs(Need.Product)]
    public void A_clone_of_an_image_is_what_the_golden_node_was()
    {
        using var lab = new ServeLab(2, rootMebibytes: 900);
        Directory.CreateDirectory(lab.Root + "/srv/torture");
        GoldenTree.Build(BytePath.FromText(lab.Root + "/srv/torture"));
        lab.AddDisk(1, 1600);
        lab.AddDisk(2, 1800);
        lab.Expect(0, lab.Save("-x", "/tmp", "-x", "/var/log", "-D", lab.RawPartition));
        lab.Expect(0, lab.Images("verify"));
        // What is only here now is in no clone.
        File.WriteAllText(lab.Root + "/etc/later", "not saved");

        var golden = lab.ServeImage(2, "--yes");
        lab.Expect(0, [.. Enumerable.Range(1, 2).Select(node => lab.Replicate(node))]);
        lab.Expect(0, golden);

        for (var node = 1; node <= 2; node++)
        {
            Assert.True(lab.RawBytes.AsSpan().SequenceEqual(lab.Partition(node, 3, 8 << 20)), $"node {node}: raw partition");
            lab.Look(
                node,
                place =>
                {
                    Assert.Empty(TreeDiff.Compare(BytePath.FromText(lab.Root + "/srv"), BytePath.FromText(place + "/srv")));
                    Assert.Empty(
                        TreeDiff.Compare(BytePath.FromText(lab.Root + "/var/lib"), BytePath.FromText(place + "/var/lib"))
                    );
                    Assert.False(File.Exists(place + "/etc/later"));
                    Assert.Empty(Directory.GetFileSystemEntries(place + "/tmp"));
                    lab.Expect(0, lab.Start(0, "verify", "--clone", lab.FileOfRun("manifest"), place));
                }
            );
        }
    }

    [Needs(Need.Product)]
    public void A_file_system_of_an_image_can_be_left_out_and_a_directory_cannot()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 900);
        lab.Expect(0, lab.Save());
        var wrong = lab.ServeImage(1, "--yes", "-x", "/srv");
        lab.Expect(4, wrong);
        Assert.Contains("'/srv' is no file system of the image", wrong.Errors, StringComparison.Ordinal);

        lab.Expect(0, lab.Replicate(1), lab.ServeImage(1, "--yes", "-x", "/var"));
        lab.Look(
            1,
            place => Assert.Equal(["lost+found"], Directory.GetFileSystemEntries(place + "/var").Select(Path.GetFileName))
        );
    }

    [Needs(Need.Product)]
    public void Damage_ends_the_run_before_a_wrong_byte_is_sent()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 900);
        lab.Expect(0, lab.Save());
        var frame = Directory.GetFiles(lab.StorePath, "00000000.zst", SearchOption.AllDirectories).Order().First();
        var bytes = File.ReadAllBytes(frame);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(frame, bytes);

        var golden = lab.ServeImage(1, "--yes");
        lab.Expect(1, lab.Replicate(1), golden);
        Assert.Contains("00000000.zst' is damaged", golden.Errors, StringComparison.Ordinal);
        lab.Expect(1, lab.Images("verify", "room"));
    }

    [Needs(Need.Product)]
    public void Zstd_and_tar_unpack_what_is_stored()
    {
        using var lab = new ServeLab(1, rootMebibytes: 900);
        Directory.CreateDirectory(lab.Root + "/srv/torture");
        GoldenTree.Build(BytePath.FromText(lab.Root + "/srv/torture"), beyondPathMax: false);
        lab.Expect(0, lab.Save());
        var version = Directory.GetDirectories(lab.StorePath + "/room").Single();
        var target = lab.PathOf("unpacked");
        Directory.CreateDirectory(target);
        Child.Run(
            "bash",
            "-c",
            $"set -o pipefail; cd {version}; sha256sum --quiet --strict -c <(grep -v '^#' SHA256SUMS) && "
                + $"for f in streams/0/*.zst; do zstd -qt $f && cat $f; done | zstd -d | "
                + $"tar -x --xattrs --xattrs-include='*' --warning=no-unknown-keyword -C {target} ./srv"
        );
        Assert.True(File.Exists(target + "/srv/torture/sparse/islands"));
        Assert.Equal(
            Directory.GetFiles(lab.Root + "/srv/torture/contents").Length,
            Directory.GetFiles(target + "/srv/torture/contents").Length
        );
    }
}
