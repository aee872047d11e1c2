using System;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Readers of the golden node's output that stop reading while nodes gather: a terminal after Ctrl-S, a program behind
/// <c>--json</c>.</summary>
public sealed class StalledOutputTests
{
    private const int Nodes = 3;

    private const string CtrlS = "\u0013";

    private const string CtrlQ = "\u0011";

    /// <summary>What a pipe holds (pipe(7)).</summary>
    private const int PipeBytes = 64 << 10;

    /// <summary>A node leaves after 4.5 s without a sign of life.</summary>
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(10);

    [Needs(Need.Product)]
    public void A_stopped_terminal_loses_no_node()
    {
        using var lab = new CloneLab(Nodes);
        var file = lab.MakeFile("source", 4 << 20);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        var command = $"'{Programs.Ka}' send -s lab -n {Nodes} --token-file '{lab.Token}' --file '{file}'";
        var golden = lab.Start(lab.Golden, new Launch("script", "-qefc", command, "/dev/null") { InputFile = keyboard.Path });
        CloneLab.Until(() => golden.Output.Contains("waiting", StringComparison.OrdinalIgnoreCase), "the first line");
        keyboard.Write(CtrlS);
        var early = Enumerable.Range(1, Nodes - 1).Select(node => Receive(lab, node)).ToArray();

        Interruption.Pause(s_stall);
        var last = Receive(lab, Nodes);
        lab.Expect(0, [.. early, last]);
        keyboard.Write(CtrlQ);

        lab.Expect(0, golden);
        AssertCopies(lab, file, [.. early, last]);
    }

    [Needs(Need.Product)]
    public void A_reader_of_json_that_stops_loses_no_node_and_gets_the_end()
    {
        using var lab = new CloneLab(Nodes);
        var file = lab.MakeFile("source", 4 << 20);
        using var pipe = new Fifo(lab.PathOf("events"));
        // There is room for the first event, not for what nodes cause.
        pipe.Write(new string(' ', PipeBytes - 200));
        var golden = lab.Start(lab.Golden, lab.SendCommand(Nodes, "--file", file) with { OutputFile = pipe.Path });
        var early = Enumerable.Range(1, Nodes - 1).Select(node => Receive(lab, node)).ToArray();

        Interruption.Pause(s_stall);
        var last = Receive(lab, Nodes);
        lab.Expect(0, [.. early, last]);
        var reader = pipe.ReadUntil("\"end\"");

        lab.Expect(0, golden);
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)), "the last event did not come");
        AssertCopies(lab, file, [.. early, last]);
    }

    private static Child Receive(CloneLab lab, int node) => lab.Receive(node, "--file", lab.PathOf($"node-{node}"));

    /// <summary>Whole copies, and no node that lost the golden node meanwhile.</summary>
    private static void AssertCopies(CloneLab lab, string file, Child[] nodes)
    {
        for (var node = 1; node <= Nodes; node++)
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
        Assert.All(nodes, node => Assert.Empty(JsonEvents.Of(node, "serverLost")));
    }
}
