using System;
using Ka.Sealing;
using Xunit;

namespace Ka.Tests.Sealing;

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
        Assert.Contains($"'{word}'", Assert.Throws<FormatException>(() => Compression.Parse(word)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pile_before_the_link_raises_the_level_step_by_step()
    {
        var control = new CompressionControl(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Assert.Equal(1, control.NextLevel());
        Run(control, ref now, working: 0.2, backlog: CompressionControl.Pile + 1);
        Assert.Equal(2, control.NextLevel());
        Run(control, ref now, working: 0.2, backlog: CompressionControl.Pile + 1);
        Assert.Equal(3, control.NextLevel());
    }

    [Fact]
    public void Processors_that_let_the_link_run_dry_lower_it_to_none()
    {
        var control = new CompressionControl(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 1.9, backlog: 0);
        Assert.Equal(0, control.NextLevel());
        Run(control, ref now, working: 1.9, backlog: 0);
        Assert.Equal(0, control.NextLevel());
    }

    [Fact]
    public void Busy_processors_are_not_given_more_to_do_whatever_piles_up()
    {
        var control = new CompressionControl(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 1.2, backlog: 100 << 20);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void A_slow_source_changes_nothing()
    {
        var control = new CompressionControl(Compression.Auto, workers: 2);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 0.1, backlog: 0);
        Assert.Equal(1, control.NextLevel());
    }

    [Fact]
    public void A_level_that_was_asked_for_stays()
    {
        var control = new CompressionControl(Compression.Parse("7"), workers: 1);
        var now = TimeSpan.Zero;
        Run(control, ref now, working: 1, backlog: 0);
        Assert.Equal(7, control.NextLevel());
    }

    [Fact]
    public void After_a_chunk_that_did_not_shrink_ever_more_are_sent_as_they_are()
    {
        var control = new CompressionControl(Compression.Parse("3"), workers: 1);
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
    private static void Run(CompressionControl control, ref TimeSpan now, double working, long backlog)
    {
        for (var i = 1; i <= CompressionControl.Interval; i++)
            control.Report(s_second * working / CompressionControl.Interval, backlog,
                now + s_second * i / CompressionControl.Interval);
        now += s_second;
    }
}
