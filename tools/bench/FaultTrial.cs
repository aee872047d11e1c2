using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>One chain of four over 1 Gbit/s, hurt once or not at all.</summary>
internal sealed class FaultTrial(byte[] golden)
{
    public const int Nodes = 4;
    private const int Rate = 1000;
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;

    // Three times what a frozen node costs those who wait for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_freeze = TimeSpan.FromSeconds(30);

    /// <param name="fault">null: nothing happens.</param>
    /// <param name="victim">From 1.</param>
    /// <param name="at">After the start.</param>
    public FaultResult Run(FaultChain chain, Fault? fault, int victim, TimeSpan at)
    {
        using var lab = new NetworkLab(
            new LabOptions
            {
                Hosts = Nodes + 1,
                Rate = Rate,
                Cubic = true,
            }
        );
        var file = lab.InMemory("golden");
        File.WriteAllBytes(file, golden);
        var target = lab.InMemory("node-");
        var children = new List<Child>();
        try
        {
            chain.Start(lab, Nodes, file, target, fault == Fault.SlowDisk ? victim : 0, children);
            var clock = Stopwatch.StartNew();
            var others = Enumerable.Range(1, Nodes).Where(node => fault is null || node != victim).ToList();
            var ends = Watch(
                children,
                others,
                clock,
                fault is { } known and not Fault.SlowDisk
                    ? [(at, () => Strike(lab, children[victim], known, victim)), .. Thaw(children[victim], known, at)]
                    : []
            );
            var intact = others.Where(node => IsIntact(target, node)).ToList();
            // The source is not asked: most have no way to know.
            var lies = others.Count(node => !intact.Contains(node) && children[node].Exit is { Status: 0 });
            return new FaultResult(
                ends,
                intact.Count,
                lies,
                others.Sum(node => lab.Hosts[node].Link.BytesToHost()) / others.Count
            );
        }
        finally
        {
            foreach (var child in children)
                child.Dispose();
        }
    }

    private static IEnumerable<(TimeSpan, Action)> Thaw(Child victim, Fault fault, TimeSpan at) =>
        fault == Fault.Freeze ? [(at + s_freeze, () => victim.SignalAll(SIGCONT))] : [];

    private static void Strike(NetworkLab lab, Child victim, Fault fault, int number)
    {
        switch (fault)
        {
            case Fault.Kill:
                victim.Kill();
                break;
            case Fault.Freeze:
                victim.SignalAll(SIGSTOP);
                break;
            default:
                lab.Hosts[number].Link.Down();
                break;
        }
    }

    /// <returns>Seconds until the last of the others had ended; null: they did not.</returns>
    private static double? Watch(
        List<Child> children,
        List<int> others,
        Stopwatch clock,
        IReadOnlyList<(TimeSpan At, Action Do)> events
    )
    {
        var next = 0;
        while (others.Any(node => children[node].Exit == null))
        {
            if (next < events.Count && clock.Elapsed >= events[next].At)
                events[next++].Do();
            if (clock.Elapsed > s_patience)
                return null;
            Interruption.Pause(TimeSpan.FromMilliseconds(5));
        }
        return clock.Elapsed.TotalSeconds;
    }

    private bool IsIntact(string target, int node)
    {
        var file = target + node.ToString(CultureInfo.InvariantCulture);
        return File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(golden);
    }
}
