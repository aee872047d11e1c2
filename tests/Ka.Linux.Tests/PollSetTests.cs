using System;
using Xunit;

namespace Ka.Linux.Tests;

public sealed class PollSetTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void A_signal_wakes_until_it_is_cleared()
    {
        using var wakeup = new Wakeup();
        var poll = new PollSet(2);
        poll.Watch(1, wakeup.Descriptor, PollEvents.In);

        Assert.Equal(0, poll.Wait(s_moment).Value);
        wakeup.Signal();
        wakeup.Signal();
        Assert.Equal(1, poll.Wait(null).Value);
        Assert.Equal((PollEvents.None, PollEvents.In), (poll.Ready(0), poll.Ready(1)));
        wakeup.Clear();
        Assert.Equal(0, poll.Wait(s_moment).Value);
        Assert.Equal(PollEvents.None, poll.Ready(1));
    }

    [Fact]
    public void A_slot_without_an_event_is_left_out_even_when_its_peer_hung_up()
    {
        using var child = ChildProcess.Start(ProcessOptions.Shell(BytePath.FromText("true")) with { Output = ChildStream.Pipe });
        Assert.Equal(0, child.Output!.Read(new byte[1]).Value);
        var poll = new PollSet(1);

        poll.Watch(0, child.Output!, PollEvents.In);
        Assert.Equal(1, poll.Wait(s_moment).Value);
        Assert.True(poll.Ready(0).HasFlag(PollEvents.HangUp));

        poll.Watch(0, child.Output!, PollEvents.None);
        Assert.Equal(0, poll.Wait(s_moment).Value);
    }

    [Fact]
    public void A_descriptor_that_was_closed_is_refused()
    {
        var wakeup = new Wakeup();
        var poll = new PollSet(1);
        poll.Watch(0, wakeup.Descriptor, PollEvents.In);
        wakeup.Dispose();

        Assert.Throws<ObjectDisposedException>(() => poll.Wait(s_moment));
    }
}
