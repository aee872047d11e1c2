using System;
using System.Collections.Generic;
using System.Threading;
using Ka.Runtime;
using Xunit;

namespace Ka.Tests.Runtime;

public sealed class BoundedQueueTests
{
    [Fact]
    public void Everything_arrives_whatever_the_weights_are()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var queue = new BoundedQueue<object>(100);
            var random = new Random(seed);
            var adding = new Thread(() =>
            {
                for (var i = 0; i < 200; i++)
                    queue.TryAdd(i, random.Next(1, 150));
                queue.Complete();
            });
            adding.Start();
            var taken = new List<object>();
            var taking = new Thread(() =>
            {
                while (queue.TryTake(out var item))
                    taken.Add(item);
            });
            taking.Start();
            Assert.True(taking.Join(TimeSpan.FromSeconds(20)), $"seed {seed} hangs");
            Assert.True(adding.Join(TimeSpan.FromSeconds(20)));
            Assert.Equal(200, taken.Count);
        }
    }

    [Fact]
    public void A_heavy_item_behind_light_ones_is_not_waited_for_in_vain()
    {
        var queue = new BoundedQueue<object>(100);
        queue.TryAdd("light", 40);
        var adding = new Thread(() => queue.TryAdd("heavy", 90));
        adding.Start();
        while (adding.ThreadState.HasFlag(ThreadState.WaitSleepJoin) == false)
            Thread.Yield();
        Assert.True(queue.TryTake(out _));
        Assert.True(adding.Join(TimeSpan.FromSeconds(20)));
        Assert.True(queue.TryTake(out var item));
        Assert.Equal("heavy", item);
    }

    [Fact]
    public void A_full_queue_takes_nothing_without_waiting()
    {
        var queue = new BoundedQueue<object>(2);

        Assert.True(queue.TryAddNow("first", 2));
        Assert.False(queue.TryAddNow("second", 1));
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryAddNow("second", 3));
    }

    [Fact]
    public void A_waiting_thread_goes_on_when_the_queue_is_abandoned()
    {
        var queue = new BoundedQueue<object>(1);
        queue.TryAdd("first", 1);
        var added = true;
        var adding = new Thread(() => added = queue.TryAdd("second", 1));
        adding.Start();
        Assert.Equal(["first"], queue.Abandon());
        Assert.True(adding.Join(TimeSpan.FromSeconds(20)));
        Assert.False(added);
        Assert.False(queue.TryTake(out _));
    }
}
