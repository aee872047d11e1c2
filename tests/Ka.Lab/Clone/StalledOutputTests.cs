using System;
using System.IO;
using System.Linq;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>Readers of the golden node's output that stop reading: a terminal after Ctrl-S, a program behind <c>--json</c>.</summary>
public sealed class StalledOutputTests
{
    private const int Nodes = 3;

    private const int Sigstop = 19;

    private const int Sigcont = 18;

    /// <summary>A node leaves after 4.5 s without a sign of life.</summary>
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(15);

    [Needs(Need.Product)]
    public void A_stopped_terminal_loses_no_node()
    {
        using var lab = new CloneLab(Nodes, rate: 100);
        var file = lab.MakeFile("source", 250 << 20);
        using var keyboard = new Fifo(lab.PathOf("keyboard"));
        var command = $"'{Programs.Ka}' send -s lab -n {Nodes} --token-file '{lab.Token}' --compress none --file '{file}'";
        var golden = lab.Start(lab.Golden, new Launch("script", "-qefc", command, "/dev/null")
        {
            InputFile = keyboard.Path,
            // 20 lines every half second fill the terminal's 4 KiB at once.
            Environment = new System.Collections.Generic.Dictionary<string, string> { ["TERM"] = "xterm" },
        });
        var nodes = lab.ReceiveFiles(Nodes);
        CloneLab.UntilReceived(nodes[0], 4 << 20);

        golden.Signal(Sigstop);
        Interruption.Pause(s_stall);
        golden.Signal(Sigcont);

        lab.Expect(0, [.. nodes, golden]);
        foreach (var node in Enumerable.Range(1, Nodes))
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
    }

    [Needs(Need.Product)]
    public void A_reader_of_json_that_stops_loses_no_node_and_gets_the_end()
    {
        using var lab = new CloneLab(Nodes, rate: 100);
        var file = lab.MakeFile("source", 250 << 20);
        using var pipe = new Fifo(lab.PathOf("events"));
        // All but 4 KiB of what a pipe holds (pipe(7)): the next events fill it.
        pipe.Write(new string(' ', 60 << 10));
        var golden = lab.Start(lab.Golden, lab.SendCommand(Nodes, "--compress", "none", "--file", file) with { OutputFile = pipe.Path });
        var nodes = lab.ReceiveFiles(Nodes);
        CloneLab.UntilReceived(nodes[0], 4 << 20);

        Interruption.Pause(s_stall);
        var reader = pipe.ReadUntil("\"end\"");

        lab.Expect(0, [.. nodes, golden]);
        Assert.True(reader.Join(TimeSpan.FromSeconds(20)), "the last event did not come");
        foreach (var node in Enumerable.Range(1, Nodes))
            CloneLab.AssertSameFile(file, lab.PathOf($"node-{node}"));
    }
}
