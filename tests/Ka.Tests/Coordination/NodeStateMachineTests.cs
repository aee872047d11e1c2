using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

public sealed class NodeStateMachineTests
{
    private static readonly WindowStats s_window = new WindowStats
    {
        Oldest = 10,
        ReceivedTo = 50,
        Consumed = 40,
        PlainBytes = 400,
        StalledOnParent = default,
        StalledOnChild = default,
        StalledOnConsumer = default,
        ConsumerWaited = default,
    };
    private static readonly AttachTo s_order = new(7, 3, IPEndPoint.Parse("10.0.0.3:30764"));

    private readonly NodeStateMachine _node = new(Deadlines.Standard, TimeSpan.Zero);
    private TimeSpan _now;

    [Fact]
    public void A_started_node_opens_the_stream_and_goes_where_it_is_sent()
    {
        var start = new Start(1, default, default, 2, 3);
        Assert.Equal([new NodeAction.Begin(start, 0)], Hear(start));
        Assert.True(new NodeAction.Begin(start, 0).ChildExpected);
        Assert.False(new NodeAction.Begin(start with { Index = 3 }, 0).ChildExpected);
        Assert.Equal([new NodeAction.ConnectParent(7, 3, s_order.Address)], Hear(s_order));
        Assert.Equal([new NodeAction.Report(s_window.ToStatus(7))], Tell(new NodeEvent.ParentAttached(7, s_window)));
    }

    [Fact]
    public void An_order_before_the_start_or_older_than_the_last_is_void()
    {
        Assert.Empty(Hear(s_order));
        Attached();
        Assert.Empty(Hear(s_order));
        Assert.Empty(Hear(s_order with { Epoch = 6 }));
    }

    [Fact]
    public void A_lost_parent_is_reported_once_and_only_if_it_is_the_one_ordered_last()
    {
        Attached();
        Assert.Empty(Tell(new NodeEvent.ParentFailed(6, 50, ParentLossReason.Closed, 0, "reset")));
        Assert.Equal(
            [new NodeAction.Report(new ParentLost(7, 50, ParentLossReason.Closed, 0, "reset"))],
            Tell(new NodeEvent.ParentFailed(7, 50, ParentLossReason.Closed, 0, "reset"))
        );
        Assert.Empty(Tell(new NodeEvent.ParentFailed(7, 50, ParentLossReason.Closed, 0, "reset")));
    }

    [Fact]
    public void A_parent_that_does_not_answer_is_given_up_after_the_deadline()
    {
        Hear(new Start(1, default, default, 2, 3));
        Hear(s_order);
        Assert.DoesNotContain(Pass(Deadlines.Standard.Attach), action => action is NodeAction.DropParent);
        var actions = Pass(TimeSpan.FromSeconds(0.5));
        Assert.Contains(new NodeAction.DropParent(7), actions);
        Assert.Contains(
            new NodeAction.Report(new ParentLost(7, 50, ParentLossReason.Unreachable, 0, "no answer in time")),
            actions
        );
    }

    [Fact]
    public void It_says_something_every_second_and_with_every_tick_of_the_first_one()
    {
        Attached();
        var ticks = (int)(TimeSpan.FromSeconds(1) / Deadlines.TickInterval);
        Assert.Equal(Enumerable.Repeat(s_window.ToStatus(7), ticks), Statuses(TimeSpan.FromSeconds(1)));
        Assert.Equal(Enumerable.Repeat(s_window.ToStatus(7), 3), Statuses(TimeSpan.FromSeconds(3)));

        IEnumerable<ControlMessage> Statuses(TimeSpan time) =>
            Pass(time).OfType<NodeAction.Report>().Select(report => report.Message);
    }

    /// <summary>The golden node learns by the parent, not by the child, whether anybody waits for the last node of the
    /// chain.</summary>
    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 0, true)]
    [InlineData(0, 0, false)]
    public void One_that_is_held_says_so_with_the_next_tick(int byChild, int byConsumer, bool isSaid)
    {
        Attached();
        Pass(TimeSpan.FromSeconds(2));
        _now += Deadlines.TickInterval;
        var held = s_window with
        {
            StalledOnChild = s_window.StalledOnChild + TimeSpan.FromMilliseconds(byChild),
            StalledOnConsumer = s_window.StalledOnConsumer + TimeSpan.FromMilliseconds(byConsumer),
        };
        Assert.Equal(isSaid ? [new NodeAction.Report(held.ToStatus(7))] : [], Tell(new NodeEvent.Tick(held)));
    }

    [Fact]
    public void A_silent_golden_node_is_looked_for_after_the_deadline()
    {
        Attached();
        Assert.DoesNotContain(PassInSilence(Deadlines.Standard.Silence), action => action is NodeAction.Rejoin);
        Assert.Single(PassInSilence(TimeSpan.FromSeconds(0.25)).OfType<NodeAction.Rejoin>());
        Assert.Empty(Tell(new NodeEvent.ControlLost("again")));
    }

    [Fact]
    public void A_node_that_stood_still_itself_blames_nobody()
    {
        Attached();
        PassInSilence(TimeSpan.FromSeconds(1));
        _now += TimeSpan.FromMinutes(1);
        Assert.DoesNotContain(Tell(new NodeEvent.Tick(s_window)), action => action is NodeAction.Rejoin);
        Assert.DoesNotContain(PassInSilence(TimeSpan.FromSeconds(4)), action => action is NodeAction.Rejoin);
        Assert.Contains(PassInSilence(TimeSpan.FromSeconds(1)), action => action is NodeAction.Rejoin);
    }

    [Fact]
    public void A_child_is_answered_by_the_gate()
    {
        Attached();
        Assert.Equal(
            [new NodeAction.AnswerChild(new ChildRequest(9, 8, 9, 10), AttachStatus.Gone)],
            Tell(new NodeEvent.ChildAsked(new ChildRequest(9, 8, 9, 10)))
        );
        Assert.Equal(
            [new NodeAction.AnswerChild(new ChildRequest(9, 8, 10, 10), AttachStatus.Accepted)],
            Tell(new NodeEvent.ChildAsked(new ChildRequest(9, 8, 10, 10)))
        );
        Assert.Equal(
            [new NodeAction.AnswerChild(new ChildRequest(9, 8, 10, 10), AttachStatus.Refused)],
            Tell(new NodeEvent.ChildAsked(new ChildRequest(9, 8, 10, 10)))
        );
    }

    [Fact]
    public void Word_of_the_chains_end_is_void_when_a_newer_child_is_served()
    {
        Attached();
        Tell(new NodeEvent.ChildAsked(new ChildRequest(9, 8, 10, 10)));
        Assert.Empty(Hear(new ChildExpected(7, false)));
        Assert.Equal([new NodeAction.ExpectChild(false)], Hear(new ChildExpected(8, false)));
    }

    [Fact]
    public void A_node_whose_disk_failed_says_so_and_never_calls_itself_done()
    {
        Attached();
        Assert.Equal([new NodeAction.Report(new NodeFailed("ENOSPC"))], Tell(new NodeEvent.ConsumerFailed("ENOSPC")));
        Assert.Empty(Tell(new NodeEvent.ConsumerFailed("again")));
        Tell(new NodeEvent.StreamEnded(99));
        Assert.Equal([new NodeAction.Exit(false, "ENOSPC")], Hear(new Release(Verdict.Done, 1, 1, "")));
    }

    [Fact]
    public void A_node_is_done_when_it_holds_all_and_the_golden_node_says_so()
    {
        Attached();
        Assert.Equal([new NodeAction.Report(new Received(99))], Tell(new NodeEvent.StreamEnded(99)));
        Assert.Equal([new NodeAction.Exit(true, "")], Hear(new Release(Verdict.Done, 1, 1, "")));
    }

    [Theory]
    [MemberData(nameof(BadEnds))]
    public void Every_other_end_is_a_failure_with_a_reason(ControlMessage message, string reason)
    {
        Attached();
        Assert.Equal([new NodeAction.Exit(false, reason)], Hear(message));
    }

    public static TheoryData<ControlMessage, string> BadEnds() =>
        new()
        {
            { new Release(Verdict.Done, 1, 1, ""), "released as done before the end of the stream" },
            { new Release(Verdict.Failed, 0, 1, "cut off"), "cut off" },
            { new Release(Verdict.Incomplete, 0, 1, "3 unreadable"), "3 unreadable" },
            { new Abort("tar exited with 2"), "tar exited with 2" },
            { new Refused("too late"), "refused by the golden node: too late" },
        };

    private void Attached()
    {
        Hear(new Start(1, default, default, 2, 3));
        Hear(s_order);
        Tell(new NodeEvent.ParentAttached(7, s_window));
    }

    private IReadOnlyList<NodeAction> Hear(ControlMessage message) => Tell(new NodeEvent.FromServer(message));

    private IReadOnlyList<NodeAction> Tell(NodeEvent happened) => _node.Handle(happened, _now);

    private List<NodeAction> Pass(TimeSpan time) => Ticks(time, hearing: true);

    private List<NodeAction> PassInSilence(TimeSpan time) => Ticks(time, hearing: false);

    private List<NodeAction> Ticks(TimeSpan time, bool hearing)
    {
        var actions = new List<NodeAction>();
        for (var end = _now + time; _now < end; )
        {
            _now += Deadlines.TickInterval;
            if (hearing)
                actions.AddRange(Hear(new Keepalive()));
            actions.AddRange(Tell(new NodeEvent.Tick(s_window)));
        }
        return actions;
    }
}
