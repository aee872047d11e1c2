using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>A chain of programs that each take a connection and make the next one. The nodes start from the tail, so that
/// everybody is listened to; the clock runs from the start of the source.</summary>
internal abstract class PipeChain(string name) : Chain(name)
{
    internal const int Port = 5000;
    private static readonly string[] s_tables = ["tcp", "tcp6"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>What reads the file and sends it to the first node.</summary>
    protected abstract Launch Source(string file, string first);

    /// <summary>A node.</summary>
    /// <param name="next">Address of the next one; null at the tail.</param>
    /// <param name="hash">Where the SHA-256 of what comes is to be written; null: nowhere.</param>
    protected abstract Launch Node(string? next, string? hash);

    public override Passage Run(NetworkLab lab, int nodes, string file, string? hashes)
    {
        var children = new List<Child>();
        try
        {
            for (var node = nodes; node >= 1; node--)
            {
                var next = node == nodes ? null : lab.Hosts[node + 1].Address;
                children.Add(lab.Hosts[node].Start(Node(next, hashes == null ? null : hashes + node)));
                WaitForListener(children[^1]);
            }
            var busy = Machine.CpuSeconds();
            var clock = Stopwatch.StartNew();
            children.Add(lab.Hosts[0].Start(Source(file, lab.Hosts[1].Address)));
            foreach (var child in children)
                child.WaitForSuccess(s_patience);
            return new Passage(clock.Elapsed.TotalSeconds, Machine.CpuSeconds() - busy, Passage.CpuOf(children));
        }
        finally
        {
            foreach (var child in children)
                child.Dispose();
        }
    }

    /// <summary>proc_net_tcp: state 0A on the port, in the namespace that the process is in by now.</summary>
    internal static void WaitForListener(Child child)
    {
        for (var clock = Stopwatch.StartNew(); !IsListening(child); Interruption.Pause(TimeSpan.FromMilliseconds(5)))
            if (child.Exit != null || clock.Elapsed.TotalSeconds > 20)
                throw new ChildFailedException($"does not listen: {child.Account()}");
    }

    private static bool IsListening(Child child)
    {
        try
        {
            return s_tables
                .SelectMany(table => File.ReadLines($"/proc/{child.Id}/net/{table}"))
                .Any(line =>
                    line.Contains($":{Port:X4} ", StringComparison.Ordinal) && line.Contains(" 0A ", StringComparison.Ordinal)
                );
        }
        catch (IOException)
        {
            return false;
        }
    }
}
