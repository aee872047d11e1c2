using System;
using System.CommandLine;
using System.Linq;
using Ka.TestKit;

namespace Ka.Soak;

/// <summary>Many runs, each with random blows to random nodes, and what became of everybody.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var runs = new Option<int>("--runs") { Description = "how many", DefaultValueFactory = _ => 200 };
        var seed = new Option<int>("--seed")
        {
            Description = "of the first run; the next ones count on",
            DefaultValueFactory = _ => 1,
        };
        var nodes = new Option<int>("--nodes", "-n") { Description = "in the chain", DefaultValueFactory = _ => 8 };
        var rate = new Option<int>("--rate") { Description = "of every link, Mbit/s", DefaultValueFactory = _ => 400 };
        var bytes = new Option<int>("--mib")
        {
            Description = "length of the file that is sent, in MiB",
            DefaultValueFactory = _ => 100,
        };
        var least = new Option<int>("--least") { Description = "blows in each run, at the least", DefaultValueFactory = _ => 1 };
        var most = new Option<int>("--most") { Description = "blows in each run, at the most", DefaultValueFactory = _ => 5 };
        var blows = new Option<Blow[]>("--blow")
        {
            Description = "the kinds of blows; repeatable",
            DefaultValueFactory = _ => Enum.GetValues<Blow>(),
            AllowMultipleArgumentsPerToken = true,
        };
        var root = new RootCommand(
            "Runs ka send with nodes that are killed, frozen, cut off and paused at random moments. A seed gives the "
                + "same script again."
        )
        {
            runs,
            seed,
            nodes,
            rate,
            bytes,
            least,
            most,
            blows,
        };
        root.SetAction(parsed =>
            Run(
                new Ordeal(
                    parsed.GetValue(nodes),
                    parsed.GetValue(rate),
                    parsed.GetValue(bytes) << 20,
                    parsed.GetValue(least),
                    parsed.GetValue(most),
                    parsed.GetValue(blows)!
                ),
                parsed.GetValue(seed),
                parsed.GetValue(runs)
            )
        );
        return root.Parse(arguments).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static int Run(Ordeal ordeal, int seed, int runs)
    {
        Interruption.Watch();
        try
        {
            var failed = ordeal.Run(seed, runs);
            Console.WriteLine(
                failed.Count == 0
                    ? $"{runs} runs, every promise kept"
                    : $"{failed.Count} of {runs} runs broke a promise: seeds {string.Join(", ", failed)}"
            );
            return failed.Any() ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("soak: interrupted; everything it made is removed");
            return 130;
        }
        catch (Exception failure) when (failure is ChildFailedException or InvalidOperationException or System.IO.IOException)
        {
            Console.Error.WriteLine($"soak: {failure.Message}");
            return 1;
        }
    }
}
