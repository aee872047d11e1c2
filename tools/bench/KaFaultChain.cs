using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>The program itself, sealed and not compressed.</summary>
internal sealed class KaFaultChain() : FaultChain("ka")
{
    public override void Start(NetworkLab lab, int nodes, string file, string target, int slow, List<Child> children)
    {
        var commands = new CloneCommands("bench", CloneCommands.MakeToken(lab));
        children.Add(lab.Hosts[0].Start(commands.Send(nodes, "--file", file, "--compress", "none")));
        for (var node = 1; node <= nodes; node++)
        {
            var own = target + node.ToString(CultureInfo.InvariantCulture);
            children.Add(
                lab.Hosts[node].Start(commands.Receive(node == slow ? ["-e", Writer(own, slow: true)] : ["--file", own]))
            );
        }
        while (!children[0].Output.Contains("\"started\"", StringComparison.Ordinal))
        {
            if (children[0].Exit != null)
                throw new ChildFailedException($"the run did not start: {children[0].Account()}");
            Interruption.Pause(TimeSpan.FromMilliseconds(5));
        }
    }
}
