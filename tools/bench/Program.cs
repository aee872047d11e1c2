using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Ka.TestKit;

namespace Ka.Bench;

/// <summary>Measures the program beside others and writes the figures into docs/performance.md.</summary>
internal static class Program
{
    private static readonly Section[] s_sections =
    [
        new TransportSection(),
        new ManyNodesSection(),
        new ShapedSection(),
        new TreeSection(),
        new CloneSection(),
        new FaultSection("faults", "one of four nodes is killed, cut off, frozen, or has a slow disk", new KaFaultChain()),
        new FaultSection(
            "faultpeers",
            "the same for other chains",
            PipeFaultChain.Mbuffer,
            PipeFaultChain.Socat,
            new UdpcastFaultChain()
        ),
        new MemorySection(),
        new ScaleSection(),
        new WatchersSection(),
        new LayoutSection(),
        .. Environment.GetEnvironmentVariable("KA_BINARY_BEFORE") is { Length: > 0 } before
            ? [new BuildsSection(before)]
            : Array.Empty<Section>(),
    ];

    private static int Main(string[] arguments)
    {
        var names = new Argument<string[]>("name")
        {
            Description = "what to measure; all without one: " + string.Join(", ", s_sections.Select(section => section.Name)),
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.AcceptOnlyFromAmong([.. s_sections.Select(section => section.Name)]);
        var runs = new Option<int>("--runs")
        {
            Description = "runs of each kind; the median counts",
            DefaultValueFactory = _ => 3,
        };
        var print = new Option<bool>("--print") { Description = "print only, leave docs/performance.md as it is" };
        var root = new RootCommand("Measures ka and its peers in turn, on this machine.") { names, runs, print };
        root.SetAction(parsed => Run(parsed.GetValue(names) ?? [], parsed.GetValue(runs), parsed.GetValue(print)));
        return root.Parse(arguments).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static int Run(string[] names, int runs, bool print)
    {
        Interruption.Watch();
        try
        {
            if (!File.Exists(Programs.Ka))
                throw new InvalidOperationException($"no {Programs.Ka}: ./build.sh builds it");
            foreach (var section in s_sections.Where(section => names.Length == 0 || names.Contains(section.Name)))
                Measure(section, runs, print);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("bench: interrupted; everything it made is removed");
            return 130;
        }
        catch (Exception failure) when (failure is ChildFailedException or InvalidOperationException or IOException)
        {
            Console.Error.WriteLine($"bench: {failure.Message}");
            return 1;
        }
    }

    private static void Measure(Section section, int runs, bool print)
    {
        Progress.Say($"{section.Name}: {section.Subject}");
        List<string> lines =
        [
            $"`./build.sh bench {section.Name} --runs {runs}`, {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}.",
            $"Medians of {runs} runs, in brackets the least and the most.",
            "",
            .. section.Measure(runs),
        ];
        Console.WriteLine();
        Console.WriteLine(string.Join('\n', lines));
        Console.WriteLine();
        if (!print)
            PerformanceDocument.Replace(section.Name, lines);
    }
}
