using System.Globalization;

namespace Ka.Bench;

/// <summary>What repeated passages of one file over one number of nodes came to.</summary>
internal sealed class ChainFigures(int nodes, long bytes)
{
    private readonly double _gibibytesTimesNodes = (double)nodes * bytes / (1 << 30);
    private readonly Samples _seconds = new();
    private readonly Samples _rate = new();
    private readonly Samples _machine = new();
    private readonly Samples _processes = new();

    public Samples Seconds => _seconds;

    public void Add(Passage passage)
    {
        _seconds.Add(passage.Seconds);
        _rate.Add(bytes / passage.Seconds / (1 << 20));
        _machine.Add(passage.MachineCpu / _gibibytesTimesNodes);
        _processes.Add(passage.ProcessCpu / _gibibytesTimesNodes);
    }

    /// <summary>Columns: MiB/s, processor seconds per GiB and node of the machine and of the processes.</summary>
    public string Columns => $"{_rate.Show("0")} | {_machine.Show("0.00")} | {_processes.Show("0.00")}";

    /// <summary>Share of a rate in Mbit/s that the file's bytes had.</summary>
    public string ShareOf(int mbit) =>
        (bytes * 8 / _seconds.Median / (mbit * 1e6)).ToString("0.0 %", CultureInfo.InvariantCulture);
}
