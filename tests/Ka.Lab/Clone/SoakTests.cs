using System;
using Ka.TestKit;
using Ka.TestRunner;
using Xunit;

namespace Ka.Lab.Clone;

/// <summary>A sample of <c>./build.sh soak</c>: random blows to random nodes, every promise kept.</summary>
[Collection(Lane.Alone)]
public sealed class SoakTests
{
    private const int Nodes = 8;
    private const int Rate = 400;
    private const int Bytes = 60 << 20;

    /// <summary>Undisturbed, on two processors: half of it is the time of the bytes.</summary>
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(3);

    [Needs(Need.Product)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public void Whoever_is_left_alone_is_done_and_identical_and_in_time(int seed)
    {
        var script = SoakScript.Random(seed, Nodes, 1, 5, Enum.GetValues<Blow>(), s_usual / 2);
        using var run = new SoakRun(Nodes, Rate, Bytes);
        var verdict = run.Run(script, s_usual + script.Allowance);
        Assert.True(
            verdict.Problems.Count == 0,
            $"{string.Join('\n', verdict.Problems)}\n{string.Join('\n', script.Events)}\n{verdict.Account}"
        );
    }
}
