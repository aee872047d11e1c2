using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>One stream of bytes: files, devices, standard input and output.</summary>
public sealed class FileTests
{
    [Needs(Need.Product)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) + 1)]
    [InlineData(50_000_000)]
    public void A_file_of_any_length_arrives_whole(int bytes)
    {
        using var lab = new CloneLab(2);
        var file = lab.MakeFile("golden", bytes);
        var sender = lab.Send(2, "--file", file);
        var receivers = lab.ReceiveFiles(2);

        lab.Expect(0, receivers);
        Assert.Equal(bytes, lab.Report(sender, 0).Bytes);
        CloneLab.AssertSameFile(file, lab.PathOf("node-1"));
        CloneLab.AssertSameFile(file, lab.PathOf("node-2"));
    }

    [Needs(Need.Product)]
    public void A_longer_file_on_a_node_is_replaced()
    {
        using var lab = new CloneLab(1);
        var file = lab.MakeFile("golden", 1000);
        var target = lab.MakeFile("node", 2000);
        var sender = lab.Send(1, "--file", file);

        lab.Expect(0, lab.Receive(1, "--file", target), sender);
        CloneLab.AssertSameFile(file, target);
    }

    [Needs(Need.Product)]
    public void A_block_device_is_copied_onto_another()
    {
        using var lab = new CloneLab(1);
        var golden = lab.MakeFile("golden", 20 << 20);
        var node = lab.MakeFile("node", 24 << 20);
        var from = Child.Run("losetup", "--find", "--show", golden).Trim();
        var to = Child.Run("losetup", "--find", "--show", node).Trim();
        try
        {
            var sender = lab.Send(1, "--file", from);
            lab.Expect(0, lab.Receive(1, "--file", to), sender);
        }
        finally
        {
            Child.Run("losetup", "--detach", from, to);
        }
        Assert.True(File.ReadAllBytes(golden).AsSpan().SequenceEqual(File.ReadAllBytes(node).AsSpan(0, 20 << 20)));
        Assert.Equal(24 << 20, new FileInfo(node).Length);
    }

    [Needs(Need.Product)]
    public void A_device_that_is_too_small_fails_its_node()
    {
        using var lab = new CloneLab(1);
        var node = lab.MakeFile("node", 1 << 20);
        var to = Child.Run("losetup", "--find", "--show", node).Trim();
        try
        {
            var sender = lab.Send(1, "--file", lab.MakeFile("golden", 20 << 20));
            var receiver = lab.Receive(1, "--file", to);
            lab.Expect(1, receiver, sender);
            Assert.Contains(to, CloneLab.ReasonOf(receiver), StringComparison.Ordinal);
        }
        finally
        {
            Child.Run("losetup", "--detach", to);
        }
    }

    [Needs(Need.Product)]
    public void Standard_input_goes_to_standard_output()
    {
        using var lab = new CloneLab(1);
        var file = lab.MakeFile("golden", 5_000_000);
        string[] both = ["-s", "lab", "--token-file", lab.Token, "--file", "-"];
        var sender = lab.Start(lab.Golden, new Launch(Programs.Ka, ["send", "-n", "1", .. both]) { InputFile = file });
        var receiver = lab.Start(lab.Node(1), new Launch(Programs.Ka, ["recv", .. both]) { OutputFile = lab.PathOf("out") });

        lab.Expect(0, receiver, sender);
        CloneLab.AssertSameFile(file, lab.PathOf("out"));
    }

    [Needs(Need.Product)]
    public void A_file_that_is_not_there_is_named_before_anybody_joins()
    {
        using var lab = new CloneLab(1);
        var sender = lab.Send(1, "--file", lab.PathOf("no-such-file"));

        lab.Expect(1, sender);
        Assert.Contains("no-such-file", sender.Errors, StringComparison.Ordinal);
    }
}
