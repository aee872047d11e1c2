using System;
using Ka.SealedStream;
using Xunit;

namespace Ka.Tests.SealedStream;

public sealed class CompressionTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("auto", true, 1)]
    [InlineData("none", false, 0)]
    [InlineData("1", false, 1)]
    [InlineData("19", false, 19)]
    public void Every_word_of_the_option_is_understood(string word, bool isAuto, int level)
    {
        var compression = Compression.Parse(word);
        Assert.Equal(isAuto, compression.IsAuto);
        Assert.Equal(level, compression.Level);
        Assert.Equal(word, compression.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("20")]
    [InlineData("-1")]
    [InlineData(" 3")]
    [InlineData("fast")]
    public void Any_other_word_is_named(string word) =>
        Assert.Contains(
            $"'{word}'",
            Assert.Throws<FormatException>(() => Compression.Parse(word)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pile_before_the_link_raises_the_level_step_by_step()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Assert.Equal(1, control.NextLevel());
        Run(control, ref now, working: 0.2, backlog: AdaptiveCompression.HighWatermark + 1);
        Assert.Equal(2, control.NextLevel());
        Run(control, ref now, working: 0.2, backlog: AdaptiveCompression.HighWatermark + 1);
        Assert.Equal(3, control.NextLevel());
    }

    [Fact]
    public void Processors_that_let_the_link_run_dry_for_long_lower_it_to_none_at_last()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        for (var interval = 0; interval < 8; interval++)
        {
            Assert.Equal(1, control.NextLevel());
            Run(control, ref now, working: 1.9, backlog: 0);
        }
        Assert.Equal(0, control.NextLevel());
        Run(control, ref now, working: 1.9, backlog: 0);
        Assert.Equal(0, control.NextLevel());
    }

    [Fact]
    public void A_link_too_slow_for_the_bare_bytes_gets_compressed_ones_again_however_busy_the_processors()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        for (var interval = 0; interval < 8; interval++)
            Run(control, ref now, working: 1.9, backlog: 0);
        Run(control, ref now, working: 1.9, backlog: AdaptiveCompression.HighWatermark + 1);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void A_level_that_was_too_much_is_halved_and_not_tried_again_soon()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        for (var interval = 0; interval < 5; interval++)
            Run(control, ref now, working: 0.2, backlog: AdaptiveCompression.HighWatermark + 1);
        Assert.Equal(6, control.NextLevel());
        Run(control, ref now, working: 1.9, backlog: 0);
        Assert.Equal(6, control.NextLevel());
        Run(control, ref now, working: 1.9, backlog: 0);
        Assert.Equal(3, control.NextLevel());
        var until = now + AdaptiveCompression.Memory;
        while (now <= until)
        {
            Assert.InRange(control.NextLevel(), 3, 5);
            Run(control, ref now, working: 0.2, backlog: AdaptiveCompression.HighWatermark + 1);
        }
        Run(control, ref now, working: 0.2, backlog: AdaptiveCompression.HighWatermark + 1);
        Assert.InRange(control.NextLevel(), 6, 7);
    }

    [Fact]
    public void Chunks_that_do_not_shrink_do_not_raise_the_level_of_those_that_do()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        for (var failed = 0; failed < 8; failed++)
        {
            control.Learn(shrank: false);
            while (control.NextLevel() == 0)
                control.Report(TimeSpan.Zero, AdaptiveCompression.HighWatermark * 4, now += s_second / 100);
        }
        control.Learn(shrank: true);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void Busy_processors_are_not_given_more_to_do_whatever_piles_up()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 1.2, backlog: 100 << 20);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void A_slow_source_changes_nothing()
    {
        var control = new AdaptiveCompression(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 0.1, backlog: 0);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void A_level_that_was_asked_for_stays()
    {
        var control = new AdaptiveCompression(Compression.Parse("7"), workers: 1);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 1, backlog: 0);
        Assert.Equal(7, control.NextLevel());
    }

    [Fact]
    public void After_a_chunk_that_did_not_shrink_ever_more_are_sent_as_they_are()
    {
        var control = new AdaptiveCompression(Compression.Parse("3"), workers: 1);
        foreach (var skipped in new[] { 1, 2, 4, 8, 16, 32, 64, 64 })
        {
            control.Learn(shrank: false);
            for (var i = 0; i < skipped; i++)
                Assert.Equal(0, control.NextLevel());
            Assert.Equal(3, control.NextLevel());
        }
        control.Learn(shrank: true);
        Assert.Equal(3, control.NextLevel());
    }

    // One interval of a second, in which all workers together worked so many seconds.
    private static void Run(AdaptiveCompression control, ref TimeSpan now, double working, long backlog)
    {
        for (var i = 1; i <= AdaptiveCompression.Interval; i++)
        {
            _ = control.NextLevel();
            control.Report(
                s_second * working / AdaptiveCompression.Interval,
                backlog,
                now + s_second * i / AdaptiveCompression.Interval
            );
        }
        now += s_second;
    }
}
