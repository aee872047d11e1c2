using System;
using Ka.Coordination;
using Xunit;

namespace Ka.Tests.Coordination;

public sealed class SlowdownEstimateTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.5);

    /// <summary>2.5 chunks of 1 MiB an interval are 2 in one interval and 3 in the next.</summary>
    [Fact]
    public void A_consumer_that_is_counted_by_chunks_costs_nothing_in_the_long_run()
    {
        var others = Rate(2.5);
        var (slower, faster) = (
            new SlowdownEstimate(s_interval, Rate(2), others),
            new SlowdownEstimate(s_interval, Rate(3), others)
        );
        Assert.True(slower.Lost > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, slower.Lost + faster.Lost);
    }

    /// <summary>A chunk in three seconds is none in eleven intervals of a quarter of a second, and twelve times what the others
    /// take in the twelfth.</summary>
    [Fact]
    public void Few_chunks_that_fall_into_many_intervals_cost_nothing_in_the_long_run_either()
    {
        var interval = TimeSpan.FromSeconds(0.25);
        var nothing = new SlowdownEstimate(interval, 0, 1 / 3.0);
        var chunk = new SlowdownEstimate(interval, 4, 1 / 3.0);
        Assert.Equal(0, (11 * nothing.Lost + chunk.Lost).TotalSeconds, 6);
    }

    [Theory]
    [InlineData(0.25, 1, true, 0.375)]
    [InlineData(0, 1, true, 0.5)]
    [InlineData(0.9, 1, false, 0.05)]
    [InlineData(3, 1, false, -1)]
    [InlineData(1e9, 1e-9, false, -32)]
    [InlineData(1, 0, false, 0)]
    public void What_is_lost_is_a_share_of_the_time_it_was_held(double rate, double others, bool isClear, double lost)
    {
        var estimate = new SlowdownEstimate(s_interval, rate, others);
        Assert.Equal(isClear, estimate.IsClear);
        Assert.Equal(lost, estimate.Lost.TotalSeconds, 6);
    }

    private static double Rate(double chunks) => chunks * (1 << 20) / s_interval.TotalSeconds;
}
