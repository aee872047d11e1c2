using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>Misfortunes of the golden node that the simulation found: each takes no place from a node that lives.</summary>
public sealed class OutageTests
{
    private static readonly BytePath s_name = BytePath.FromText("/");
    private static readonly IPEndPoint s_golden = IPEndPoint.Parse("10.0.0.1:30764");

    private readonly Coordinator _coordinator = new(new CoordinatorOptions(3, 1, default, default, Deadlines.Standard));
    private TimeSpan _now;

    [Fact]
    public void A_golden_node_that_stood_still_loses_no_node_that_gave_its_connection_up_meanwhile()
    {
        Start();
        _now += TimeSpan.FromSeconds(10);
        // What had arrived before the end of each connection is read first.
        foreach (var node in new uint[] { 1, 2, 3 })
            Say(node, new Keepalive());
        foreach (var node in new uint[] { 1, 2, 3 })
            Assert.Empty(Tell(new CoordinatorEvent.NodeGone(node, "connection closed")));
        Assert.Empty(Closed(Pass(TimeSpan.FromSeconds(10))));
        foreach (var node in new uint[] { 1, 2, 3 })
            Assert.Contains(new CoordinatorAction.Adopt(10 + node, node), Return(10 + node, node));
    }

    [Fact]
    public void Messages_from_before_an_outage_that_arrive_late_do_not_show_that_a_node_is_back()
    {
        Start();
        Pass(TimeSpan.FromSeconds(30));
        Return(11, 1);
        Pass(TimeSpan.FromSeconds(5), 1);
        Say(2, new Keepalive());
        Assert.Empty(Tell(new CoordinatorEvent.NodeGone(2, "connection closed")));
        Assert.Contains(new CoordinatorAction.Adopt(12, 2), Return(12, 2));
    }

    [Fact]
    public void A_silence_of_all_that_is_too_short_to_be_held_excuses_those_that_are_heard_last()
    {
        Start();
        Pass(TimeSpan.FromSeconds(3));
        Assert.Empty(Closed(Pass(TimeSpan.FromSeconds(6), 1)));
        Assert.Contains(new CoordinatorAction.Adopt(12, 2), Return(12, 2));
        Assert.Equal([new CoordinatorAction.CloseNode(3)], Closed(Pass(TimeSpan.FromSeconds(12), 1, 2)));
    }

    [Fact]
    public void Nodes_that_have_not_come_back_from_one_outage_are_held_in_the_next()
    {
        Start();
        Pass(TimeSpan.FromSeconds(20));
        Return(11, 1);
        Pass(TimeSpan.FromSeconds(5), 1);
        Assert.Empty(Closed(Pass(TimeSpan.FromSeconds(30))));
        Assert.Contains(new CoordinatorAction.Adopt(12, 2), Return(12, 2));
    }

    [Fact]
    public void The_late_request_of_an_older_connection_does_not_lose_the_node_when_that_one_ends()
    {
        Start();
        Pass(TimeSpan.FromSeconds(20));
        Return(12, 2);
        Assert.Contains(new CoordinatorAction.Adopt(22, 2), Return(22, 2));
        Assert.Empty(Tell(new CoordinatorEvent.NodeGone(2, "connection closed")));
        Assert.Contains(new CoordinatorAction.Adopt(32, 2), Return(32, 2));
    }

    [Fact]
    public void A_node_whose_welcome_was_lost_gets_its_place()
    {
        Start();
        Pass(TimeSpan.FromSeconds(20));
        var again = Join(9, 2);
        Assert.Equal(new CoordinatorAction.Adopt(9, 2), again[0]);
        Assert.Contains(new CoordinatorAction.Send(2, new Welcome(2)), again);
    }

    [Fact]
    public void After_the_end_a_node_that_missed_its_release_is_awaited_as_long_as_an_outage_is_held()
    {
        Finish();
        Assert.False(_coordinator.IsFarewellOver(_now));
        Pass(Deadlines.Standard.Outage - TimeSpan.FromSeconds(1));
        Assert.False(_coordinator.IsFarewellOver(_now));
        Assert.Contains(new CoordinatorAction.Send(1, new Release(Verdict.Done, 3, 3, "")), Return(11, 1));
        Pass(TimeSpan.FromSeconds(14));
        Assert.False(_coordinator.IsFarewellOver(_now));
        Pass(TimeSpan.FromSeconds(2));
        Assert.True(_coordinator.IsFarewellOver(_now));
    }

    [Fact]
    public void When_nodes_leave_the_others_have_two_seconds_and_when_all_have_left_nothing_is_awaited()
    {
        Finish();
        Tell(new CoordinatorEvent.NodeGone(1, "connection closed"));
        Tell(new CoordinatorEvent.NodeGone(2, "connection closed"));
        Assert.False(_coordinator.IsFarewellOver(_now));
        Assert.True(_coordinator.IsFarewellOver(_now + TimeSpan.FromSeconds(2.5)));
        Tell(new CoordinatorEvent.NodeGone(3, "connection closed"));
        Assert.True(_coordinator.IsFarewellOver(_now));
    }

    [Fact]
    public void An_aborted_run_awaits_nobody()
    {
        Start();
        Tell(new CoordinatorEvent.Stopped("stopped by the operator"));
        Assert.True(_coordinator.IsFarewellOver(_now));
    }

    private static IEnumerable<CoordinatorAction> Closed(IEnumerable<CoordinatorAction> actions) =>
        actions.OfType<CoordinatorAction.CloseNode>();

    /// <summary>Nodes 1, 2, 3 at 10.0.0.2, .3, .4, with three seconds of signs of life.</summary>
    private void Start()
    {
        foreach (var node in new uint[] { 1, 2, 3 })
            Join(node, node);
        Tell(new CoordinatorEvent.SourceOpened([s_name]));
        Pass(TimeSpan.FromSeconds(3), 1, 2, 3);
    }

    private void Finish()
    {
        Start();
        Tell(new CoordinatorEvent.StreamSent(new SentStream(1, s_name, new StreamEnd(4000, 77, true, 0, 0))));
        Tell(new CoordinatorEvent.ProducerEnded(1000, SourceReport.Clean));
        foreach (var node in new uint[] { 1, 2, 3 })
        {
            Say(node, new Receipt(1, s_name, 4000, 77));
            Say(node, new Received(1000));
        }
    }

    private IReadOnlyList<CoordinatorAction> Join(uint connection, uint identity) =>
        Tell(
            new CoordinatorEvent.NodeJoined(connection, default, new IPEndPoint(AddressOf(identity), 30764), s_golden)
            {
                Identity = identity,
            }
        );

    private IReadOnlyList<CoordinatorAction> Return(uint connection, uint node) =>
        Tell(new CoordinatorEvent.NodeReturned(connection, default, AddressOf(node), node));

    private static IPAddress AddressOf(uint node) => IPAddress.Parse($"10.0.0.{node + 1}");

    private IReadOnlyList<CoordinatorAction> Say(uint node, ControlMessage message) =>
        Tell(new CoordinatorEvent.FromNode(node, message));

    private IReadOnlyList<CoordinatorAction> Tell(CoordinatorEvent happened) => _coordinator.Handle(happened, _now).Actions;

    private List<CoordinatorAction> Pass(TimeSpan time, params uint[] talking)
    {
        var actions = new List<CoordinatorAction>();
        for (var end = _now + time; _now < end; )
        {
            _now += Deadlines.TickInterval;
            foreach (var node in talking)
                actions.AddRange(Say(node, new Keepalive()));
            actions.AddRange(Tell(new CoordinatorEvent.Tick()));
        }
        return actions;
    }
}
