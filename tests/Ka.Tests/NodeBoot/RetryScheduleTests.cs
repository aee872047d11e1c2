using System;
using System.Collections.Generic;
using Ka.Boot;
using Ka.NodeBoot;
using Xunit;

namespace Ka.Tests.NodeBoot;

/// <summary>Tries, countdowns and words of the search for the rescue, in virtual time; and what fits into memory.</summary>
public sealed class RetryScheduleTests
{
    private readonly RetrySchedule _tries = new();
    private TimeSpan _now = TimeSpan.FromSeconds(3);

    [Fact]
    public void Five_tries_with_a_countdown_between_them_then_a_countdown_to_the_reboot()
    {
        List<string> words = [];
        while (_tries.Step != TryStep.Restart)
        {
            words.Add(_tries.Words(_now));
            if (_tries.Step == TryStep.Ask)
            {
                _now += RetrySchedule.Search;
                _tries.Fail(_now);
            }
            else
            {
                _now += TimeSpan.FromSeconds(1);
                _tries.Tick(_now);
            }
        }

        Assert.Equal(5 + 4 * 5 + 10, words.Count);
        Assert.Equal("Waiting for rescue from KA server (Try 1/5)", words[0]);
        Assert.Equal("KA server not found ! (Try 2/5 in 5 sec)", words[1]);
        Assert.Equal("KA server not found ! (Try 2/5 in 1 sec)", words[5]);
        Assert.Equal("Waiting for rescue from KA server (Try 2/5)", words[6]);
        Assert.Equal("Waiting for rescue from KA server (Try 5/5)", words[24]);
        Assert.Equal("!!! Can't reach a valid KA server !!! (Rebooting in 10 sec)", words[25]);
        Assert.Equal("!!! Can't reach a valid KA server !!! (Rebooting in 1 sec)", words[^1]);
    }

    [Fact]
    public void A_clock_that_jumps_ends_a_countdown_once()
    {
        _tries.Fail(_now);
        _tries.Tick(_now + TimeSpan.FromDays(1));
        Assert.Equal((TryStep.Ask, 2), (_tries.Step, _tries.Number));
        _tries.Tick(_now + TimeSpan.FromDays(2));
        Assert.Equal((TryStep.Ask, 2), (_tries.Step, _tries.Number));
    }

    [Fact]
    public void Nothing_happens_before_its_time()
    {
        _tries.Fail(_now);
        _tries.Tick(_now + TimeSpan.FromSeconds(4.9));
        Assert.Equal(TryStep.Pause, _tries.Step);
    }

    [Theory]
    [InlineData(247, 180, 120, false)]
    [InlineData(247, 200, 41, true)]
    [InlineData(768, 600, 120, true)]
    [InlineData(64, 40, 0, false)]
    public void The_rescue_must_fit_beside_what_runs_from_it(int total, int available, int rescue, bool fits)
    {
        var room = Room(total, available, rescue);

        Assert.Equal(fits, room.Fits);
        Assert.InRange(room.Window, 8L << 20, 64L << 20);
        if (fits)
            Assert.True(room.Limit >= (long)rescue << 20 && room.Limit + room.Window < (long)available << 20);
    }

    [Fact]
    public void A_complaint_has_the_figures() =>
        Assert.Equal(
            "not enough memory: the rescue needs 201 MB (126 MB itself and 75.5 MB to run), 189 MB of 259 MB are free",
            Room(247, 180, 120).Complaint
        );

    private static MemoryBudget Room(long total, long available, long rescue) =>
        new(new MemoryFigures(total << 20, available << 20), rescue << 20);
}
