using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>Repeated clones of one tree to one number of nodes over links of one rate in Mbit/s.</summary>
internal sealed class CloneFigures(int mbit)
{
    private readonly Samples _seconds = new();
    private readonly Samples _compression = new();
    private readonly Samples _nodeCpu = new();
    private readonly Samples _goldenCpu = new();
    private double _lineSeconds;

    public void Add(Passage passage, SendReport report, IReadOnlyList<ChildExit> receivers)
    {
        var nodes = receivers.Sum(receiver => receiver.Cpu.TotalSeconds);
        _seconds.Add(report.Seconds);
        _compression.Add((double)report.Bytes / report.SealedBytes);
        _nodeCpu.Add(nodes / receivers.Count);
        _goldenCpu.Add(passage.ProcessCpu - nodes);
        _lineSeconds = report.Bytes * 8 / (mbit * 1e6);
    }

    public string Columns =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_seconds.Show("0.00")} | {_lineSeconds:0.00} | {_seconds.Median / _lineSeconds:0.00} | "
        ) + $"{_compression.Show("0.00")} | {_nodeCpu.Show("0.0")} | {_goldenCpu.Show("0.0")}";
}
