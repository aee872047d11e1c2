using System;
using System.Buffers;
using System.IO;
using System.Threading;
using Ka.Linux;
using Ka.TestKit;
using Ka.Trees.Reading;
using Xunit;

namespace Ka.Tests.Trees;

public sealed class TreeEstimateTests
{
    [Fact]
    public void It_comes_close_to_the_archive_without_holes_further_names_and_what_stays_behind()
    {
        using var tree = new TempDir();
        for (var i = 0; i < 40; i++)
            File.WriteAllBytes(tree.TextIn($"file{i}"), new byte[i * 3000]);
        File.CreateSymbolicLink(tree.TextIn("link"), "file1");
        using (var sparse = File.Create(tree.TextIn("sparse")))
            sparse.SetLength(1L << 30);
        using (var top = Files.OpenDirectory(tree.Path))
            Files.MakeHardLink(top, "same"u8, top, "file39"u8).OrThrow("link", "same");
        tree.Make("left");
        File.WriteAllBytes(tree.TextIn("left/out"), new byte[1 << 20]);
        BytePath[] exclude = [BytePath.FromText("left")];

        var archive = new ArrayBufferWriter<byte>();
        new TreeReader(tree.Path, exclude).Read(archive);
        var estimate = TreeEstimate.Start(tree.Path, exclude);

        Assert.True(SpinWait.SpinUntil(() => estimate.Bytes is not null, TimeSpan.FromSeconds(10)));
        Assert.InRange((double)estimate.Bytes!.Value / archive.WrittenCount, 0.95, 1.05);
    }

    [Fact]
    public void There_is_none_of_a_tree_that_is_not_there()
    {
        using var directory = new TempDir();
        var estimate = TreeEstimate.Start(directory.In("nothing"), []);

        Assert.False(SpinWait.SpinUntil(() => estimate.Bytes is not null, TimeSpan.FromMilliseconds(100)));
    }
}
