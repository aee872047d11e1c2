using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.Lab.Clone;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;
using Xunit.Abstractions;

namespace Ka.Lab.Serve;

/// <summary><c>ka serve --nice</c>: somebody works on the golden node meanwhile.</summary>
[Collection(Lane.Alone)]
public sealed class NiceTests(ITestOutputHelper output)
{
    private const string Processor = "0";

    [Needs(Need.Product)]
    public void A_program_beside_it_keeps_most_of_the_processor()
    {
        using var lab = new ServeLab(1);
        lab.AddDisk(1, 700);
        lab.AddLargeFile(100_000_000);
        using var work = Child.Start(new Launch("taskset", "-c", Processor, "sh", "-c", "while :; do :; done"));
        // All of its threads on the processor of the work: zstd's highest level takes as much as it gets.
        var golden = lab.ServeOn(Processor, 1, "--yes", "--nice", "--compress", "19");
        var node = lab.Replicate(1, "--json");
        CloneLab.UntilReceived(node, 1);

        var (workBefore, kaBefore) = (Ticks(work.Id), Ticks(golden.Id));
        CloneLab.Until(() => Ticks(golden.Id) - kaBefore > 20 || Ticks(work.Id) - workBefore > 1000, "either works");
        var (worked, served) = (Ticks(work.Id) - workBefore, Ticks(golden.Id) - kaBefore);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"work {worked}, ka {served} ticks"));
        Assert.True(served > 0, "ka did nothing");
        Assert.InRange((double)worked / (worked + served), 0.8, 1);
    }

    /// <summary>What a process has used, in ticks: fields 14 and 15 of /proc/PID/stat.</summary>
    private static long Ticks(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..]
            .Split(' ')[11..13]
            .Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
    }
}
