using System;
using System.Collections.Generic;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>One passage of a file down a chain.</summary>
/// <param name="Seconds">From the first byte to the last node's end.</param>
/// <param name="MachineCpu">Processor seconds of the whole machine meanwhile.</param>
/// <param name="ProcessCpu">Processor seconds of the chain's own processes, as wait4(2) counts them.</param>
internal sealed record Passage(double Seconds, double MachineCpu, double ProcessCpu)
{
    public static double CpuOf(IEnumerable<Child> children) => children.Sum(child => child.Exit!.Cpu.TotalSeconds);
}
