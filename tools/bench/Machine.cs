using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Ka.Bench;

/// <summary>The machine that measures.</summary>
internal static class Machine
{
    /// <summary>USER_HZ: what /proc/stat counts in, 100 on every Linux of this architecture.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor time that everything on this machine has used since it started, in seconds, interrupts and
    /// stolen time included, waiting excluded (proc_stat(5)).</summary>
    public static double CpuSeconds()
    {
        var words = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9];
        var ticks = words.Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        const int Idle = 3,
            WaitForDisk = 4;
        return (ticks.Sum() - ticks[Idle] - ticks[WaitForDisk]) / TicksPerSecond;
    }

    /// <summary>Processors, memory and kernel, in a few words.</summary>
    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim();
        var memory = long.Parse(
            File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors ({model}), {memory / 1024.0 / 1024:0} GiB, Linux {kernel}"
        );
    }
}
