using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

public sealed class TreeCloneTests
{
    [Needs(Need.Product)]
    public void A_tree_reaches_every_node_and_an_excluded_directory_comes_empty()
    {
        using var lab = new CloneLab(2);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        var excluded = Directory.CreateDirectory(Path.Combine(tree, "scratch")).FullName;
        File.WriteAllText(Path.Combine(excluded, "nobody needs this"), "");
        var targets = new[] { lab.MakeDirectory("node-1"), lab.MakeDirectory("node-2") };

        var sender = lab.Send(2, "--tree", tree, "-x", excluded);
        var receivers = targets.Select((target, index) => lab.Receive(index + 1, "--tree", target)).ToArray();

        lab.Expect(0, receivers);
        Assert.All(lab.Report(sender, 0).Nodes, node => Assert.Equal("done", node.State));
        Child.Run("rm", Path.Combine(excluded, "nobody needs this"));
        foreach (var target in targets)
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(target, "scratch")));
            // Its own time changed when we removed the file.
            Child.Run("touch", "-r", Path.Combine(target, "scratch"), excluded);
            CloneLab.AssertSameTree(tree, target);
        }
    }

    [Needs(Need.Product)]
    public void A_new_session_over_what_an_older_one_left_ends_identical()
    {
        using var lab = new CloneLab(1);
        var tree = lab.MakeDirectory("golden");
        MarkedTree.Make(tree);
        var target = lab.MakeDirectory("node");
        for (var time = 0; time < 2; time++)
        {
            var sender = lab.Send(1, "--tree", tree);
            lab.Expect(0, lab.Receive(1, "--tree", target), sender);
            CloneLab.AssertSameTree(tree, target);
        }
    }
}
