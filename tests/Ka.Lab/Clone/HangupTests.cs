using System;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Commands whose terminal goes, as with a lost ssh connection.</summary>
public sealed class HangupTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Needs(Need.Product)]
    public void A_transfer_goes_on_when_the_terminals_of_its_commands_are_gone()
    {
        using var lab = new CloneLab(2, rate: 100);
        var file = lab.MakeFile("source", 100 << 20);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        var common = $"-s lab --token-file '{lab.Token}'";
        // The golden node's bytes come from a program, which must go on as well.
        using var golden = new CommandOnTerminal(
            lab,
            lab.Golden,
            keyboard,
            $"'{Programs.Ka}' send {common} -n 2 --compress none -e \"cat '{file}'\""
        );
        using var node = new CommandOnTerminal(
            lab,
            lab.Node(1),
            keyboard,
            $"'{Programs.Ka}' recv {common} -e \"cat >'{lab.PathOf("node-1")}'\""
        );
        var other = lab.Receive(2, "--file", lab.PathOf("node-2"));
        CloneLab.UntilReceived(other, 4 << 20);

        golden.HangUp();
        node.HangUp();

        lab.Expect(0, other);
        Assert.Equal(0, golden.Status(s_patience));
        Assert.Equal(0, node.Status(s_patience));
        foreach (var number in Enumerable.Range(1, 2))
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{number}"));
    }
}
