using System;
using System.Collections.Generic;
using System.Globalization;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>Programs that each take a connection and make the next one; a shell's pipeline on every node.</summary>
/// <param name="source">From a file and the first node's address to a shell's words.</param>
/// <param name="node">From the next node's address (null at the tail) and the words of what writes the file to a shell's
/// words.</param>
internal sealed class PipeFaultChain(string name, Func<string, string, string> source, Func<string?, string, string> node)
    : FaultChain(name)
{
    public static FaultChain Mbuffer { get; } =
        new PipeFaultChain(
            "mbuffer",
            (file, first) => $"exec mbuffer -q -s 1M -m 32M -i {file} -O {first}:{PipeChain.Port}",
            (next, writer) =>
                $"mbuffer -q -s 1M -m 32M -I {PipeChain.Port}{(next is null ? "" : $" -O {next}:{PipeChain.Port}")} -o "
                + $"- | {writer}"
        );

    public static FaultChain Socat { get; } =
        new PipeFaultChain(
            "socat + tee",
            (file, first) => $"exec socat -u -b 131072 OPEN:{file} TCP:{first}:{PipeChain.Port}",
            (next, writer) =>
                $"socat -u -b 131072 TCP-LISTEN:{PipeChain.Port},reuseaddr - | "
                + (next is null ? writer : $"tee >({writer}) | socat -u -b 131072 - TCP:{next}:{PipeChain.Port}")
        );

    public override void Start(NetworkLab lab, int nodes, string file, string target, int slow, List<Child> children)
    {
        var chain = new Child[nodes];
        for (var place = nodes; place >= 1; place--)
        {
            var next = place == nodes ? null : lab.Hosts[place + 1].Address;
            var own = target + place.ToString(CultureInfo.InvariantCulture);
            chain[place - 1] = lab.Hosts[place].Start(Shell(node(next, Writer(own, place == slow))));
            children.Add(chain[place - 1]);
            PipeChain.WaitForListener(chain[place - 1]);
        }
        children.Reverse();
        children.Insert(0, lab.Hosts[0].Start(Shell(source(file, lab.Hosts[1].Address))));
    }
}
