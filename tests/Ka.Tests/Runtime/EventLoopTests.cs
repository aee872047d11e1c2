using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Runtime;
using Xunit;

namespace Ka.Tests.Runtime;

public sealed class EventLoopTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Events_of_one_thread_are_handled_in_order()
    {
        var loop = new EventLoop<string>(TimeProvider.System, s_second);
        var handled = new List<string>();
        loop.Post("a");
        loop.Post("b");

        loop.Step(handled.Add, () => { });
        loop.Step(handled.Add, () => { });

        Assert.Equal(["a", "b"], handled);
    }

    [Fact]
    public void A_tick_comes_between_events_of_a_full_inbox()
    {
        var (loop, ticks) = (new EventLoop<string>(TimeProvider.System, TimeSpan.Zero), 0);
        for (var i = 0; i < 3; i++)
            loop.Post("event");

        for (var i = 0; i < 3; i++)
            loop.Step(_ => { }, () => ticks++);

        Assert.Equal(3, ticks);
    }

    [Fact]
    public void With_a_virtual_clock_a_tick_is_due_when_the_clock_says_so()
    {
        var time = new SettableTime();
        var (loop, ticks) = (new EventLoop<string>(time, s_second), 0);

        Assert.True(loop.TryStep(_ => { }, () => ticks++));
        Assert.False(loop.TryStep(_ => { }, () => ticks++));
        time.Advance(s_second);
        Assert.True(loop.TryStep(_ => { }, () => ticks++));

        Assert.Equal(2, ticks);
    }

    [Fact]
    public void A_bounded_source_waits_for_its_own_events_alone()
    {
        var loop = new EventLoop<string>(TimeProvider.System, s_second);
        var (flood, other) = (loop.AddSource(1), loop.AddSource(1));
        Assert.True(flood.TryPost("flood 1"));
        using var hasPosted = new ManualResetEventSlim();
        var flooding = WorkerThread.Start(
            "flood",
            () =>
            {
                flood.TryPost("flood 2");
                hasPosted.Set();
            },
            _ => { }
        );

        Assert.True(other.TryPost("other"));
        Assert.False(hasPosted.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.True(loop.TryTake(s_patience, out _));

        Assert.True(flooding.Join(s_patience));
        Assert.True(hasPosted.IsSet);
    }

    [Fact]
    public void A_closed_loop_lets_a_waiting_source_go_and_drops_its_event()
    {
        var loop = new EventLoop<string>(TimeProvider.System, s_second);
        var (source, accepted) = (loop.AddSource(1), true);
        source.TryPost("first");
        var waiting = WorkerThread.Start("waiting", () => accepted = source.TryPost("second"), _ => { });

        loop.Close();

        Assert.True(waiting.Join(s_patience));
        Assert.False(accepted);
        Assert.False(source.TryPost("third"));
    }

    [Fact]
    public void The_owner_of_a_thread_gets_the_exception_that_ended_it()
    {
        Exception? failure = null;

        var thread = WorkerThread.Start("fails", () => throw new ArgumentException("broken"), e => failure = e);

        Assert.True(thread.Join(s_patience));
        Assert.Equal("broken", failure?.Message);
    }

    private sealed class SettableTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by.Ticks;

        public override long GetTimestamp() => _now;
    }
}
