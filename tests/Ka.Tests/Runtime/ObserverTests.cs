using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Runtime;
using Xunit;

namespace Ka.Tests.Runtime;

public sealed class ObserverTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_listener_that_blocks_delays_no_publisher_and_loses_no_required_event()
    {
        using var gate = new ManualResetEventSlim();
        var (handled, dropped) = (new List<string>(), 0L);
        var observer = new Observer<string>(
            new ObserverOptions("slow") { Capacity = 2 },
            happened =>
            {
                gate.Wait();
                handled.Add(happened);
            }
        )
        {
            IsRequired = happened => happened == "end",
            Dropped = count => dropped += count,
        };

        for (var i = 0; i < 10; i++)
            observer.Publish("progress");
        observer.Publish("end");
        gate.Set();

        Assert.True(observer.Finish(s_patience));
        Assert.Equal("end", handled[^1]);
        Assert.Equal(11, handled.Count + dropped);
        Assert.InRange(dropped, 7, 8);
    }

    [Fact]
    public void Finish_gives_a_blocked_listener_up()
    {
        using var gate = new ManualResetEventSlim();
        var observer = new Observer<string>(new ObserverOptions("stuck"), _ => gate.Wait());
        observer.Publish("event");

        Assert.False(observer.Finish(TimeSpan.FromMilliseconds(50)));

        gate.Set();
        Assert.True(observer.Finish(s_patience));
    }

    [Fact]
    public void A_listener_that_fails_is_reported_once_and_gets_nothing_more()
    {
        var (failures, calls) = (new List<Exception>(), 0);
        var observer = new Observer<string>(
            new ObserverOptions("fails"),
            _ =>
            {
                calls++;
                throw new ArgumentException("disk full");
            }
        )
        {
            Failed = failures.Add,
        };

        observer.Publish("first");
        observer.Publish("second");

        Assert.True(observer.Finish(s_patience));
        Assert.Equal(1, calls);
        Assert.Equal("disk full", Assert.Single(failures).Message);
    }

    [Fact]
    public void Ticks_come_without_events_and_once_after_the_last()
    {
        using var ticked = new ManualResetEventSlim();
        var order = new List<string>();
        var observer = new Observer<string>(
            new ObserverOptions("table") { TickInterval = TimeSpan.FromMilliseconds(5) },
            order.Add
        )
        {
            Tick = () =>
            {
                order.Add("tick");
                ticked.Set();
            },
        };

        observer.Publish("event");
        Assert.True(ticked.Wait(s_patience));
        Assert.True(observer.Finish(s_patience));

        Assert.Equal("event", order[0]);
        Assert.Equal("tick", order[^1]);
    }
}
