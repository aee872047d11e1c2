using System;
using System.CommandLine;
using Ka.TestKit;

namespace Ka.Demo;

/// <summary>The main job, to be looked at: a Debian tree goes from one machine to some others, which are then compared.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var nodes = new Option<int>("--nodes", "-n")
        {
            Description = "how many nodes receive the tree",
            DefaultValueFactory = _ => 4,
        };
        var rate = new Option<int>("--rate") { Description = "rate of every link in Mbit/s", DefaultValueFactory = _ => 1000 };
        var root = new RootCommand("Clones a Debian tree onto nodes that are network namespaces of this machine, and compares.")
        {
            nodes,
            rate,
        };
        root.SetAction(parsed => Run(parsed.GetValue(nodes), parsed.GetValue(rate)));
        return root.Parse(arguments).Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static int Run(int nodes, int rate)
    {
        Interruption.Watch();
        var screen = new Screen();
        try
        {
            return new Demonstration(screen, nodes, rate).Run() ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            screen.Failure("interrupted; everything it made is removed");
            return 130;
        }
        catch (Exception failure) when (failure is ChildFailedException or InvalidOperationException or System.IO.IOException)
        {
            screen.Failure(failure.Message);
            return 1;
        }
    }
}
