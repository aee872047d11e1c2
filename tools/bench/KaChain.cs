using System;
using System.Collections.Generic;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The program itself, sealed and not compressed.</summary>
/// <param name="name">The name in the table.</param>
/// <param name="program">The path of the build that is measured.</param>
internal sealed class KaChain(string name, string program) : Chain(name)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>The build under test.</summary>
    public KaChain()
        : this("ka", Programs.Ka) { }

    public override Passage Run(NetworkLab lab, int nodes, string file, string? hashes)
    {
        var token = CloneCommands.MakeToken(lab);
        return Run(
            lab,
            new CloneCommands("bench", token) { Program = program },
            nodes,
            ["--file", file, "--compress", "none"],
            node => hashes == null ? ["--file", "/dev/null"] : ["-e", $"sha256sum > {hashes}{node}"],
            out _,
            out _
        );
    }

    /// <summary>Any source to any sinks.</summary>
    /// <param name="sink">The arguments of <c>ka recv</c> of a node, counted from 1.</param>
    public static Passage Run(
        NetworkLab lab,
        CloneCommands commands,
        int nodes,
        string[] source,
        Func<int, string[]> sink,
        out SendReport report,
        out ChildExit[] receivers
    )
    {
        var busy = Machine.CpuSeconds();
        var children = new List<Child>();
        try
        {
            children.Add(lab.Hosts[0].Start(commands.Send(nodes, source)));
            for (var node = 1; node <= nodes; node++)
                children.Add(lab.Hosts[node].Start(commands.Receive(sink(node))));
            foreach (var child in children)
                child.WaitForSuccess(s_patience);
            report = SendReport.Parse(children[0].Output);
            receivers = [.. children.Skip(1).Select(child => child.Exit!)];
            return new Passage(report.Seconds, Machine.CpuSeconds() - busy, Passage.CpuOf(children));
        }
        finally
        {
            foreach (var child in children)
                child.Dispose();
        }
    }
}
