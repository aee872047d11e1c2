using System;
using System.Linq;
using System.Net.Sockets;
using Ka.Linux;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Everything that a tree can be made of, over a chain of four.</summary>
public sealed class TortureTests
{
    private const long DiskBytes = 2L << 30;

    [Needs(Need.Product)]
    [InlineData("ext4", false)]
    [InlineData("xfs", true)]
    public void A_torture_tree_is_identical_on_four_nodes(string type, bool largeAttributes)
    {
        using var lab = new CloneLab(4, rate: 1000);
        using var golden = new LoopDisk(type, DiskBytes);
        GoldenTree.Build(golden.Root, largeAttributes);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(golden.Root.Join("a-socket"u8).ToString()));
        var targets = Enumerable.Range(1, 4).Select(_ => new LoopDisk(type, DiskBytes)).ToArray();
        try
        {
            Child.Run("touch", "-r", golden.Root.ToString(), lab.MakeFile("time-of-the-root", 0));
            var sender = lab.Send(4, "--tree", golden.Root.ToString());
            var receivers = targets.Select((target, index) => lab.Receive(index + 1, "--tree", target.Root.ToString())).ToArray();
            lab.Expect(0, receivers);
            lab.Expect(0, sender);

            Assert.Contains("a-socket", sender.Errors, StringComparison.Ordinal);
            Child.Run("rm", golden.Root.Join("a-socket"u8).ToString());
            Child.Run("touch", "-r", lab.PathOf("time-of-the-root"), golden.Root.ToString());
            foreach (var target in targets)
                Assert.Empty(TreeDiff.Compare(golden.Root, target.Root));
        }
        finally
        {
            foreach (var target in targets)
                target.Dispose();
        }
    }
}
