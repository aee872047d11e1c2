using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Linux;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>A node that loses the golden node keeps what it has, comes back, and goes on.</summary>
public sealed class NodeRejoinTests
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
    private static readonly IPEndPoint s_server = IPEndPoint.Parse("10.0.0.1:30765");
    private static readonly Receipt s_receipt = new(1, BytePath.FromText("/srv"), 400, 7);

    private readonly List<NodeRunEvent> _events = [];
    private readonly NodeStateMachine _node;
    private TimeSpan _now;

    public NodeRejoinTests() => _node = new NodeStateMachine(Deadlines.Standard, TimeSpan.Zero) { Publish = _events.Add };

    [Fact]
    public void A_node_that_was_not_let_in_yet_asks_again_as_a_new_one()
    {
        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal([new NodeAction.Rejoin(Back: false)], Tell(new NodeEvent.ControlLost("closed")));
        Tell(new NodeEvent.Connected(s_server));
        Hear(new Welcome(17));
        Assert.DoesNotContain(Pass(Deadlines.Standard.Silence / 2), action => action is NodeAction.Rejoin or NodeAction.Exit);
        Assert.Equal([new NodeAction.Rejoin(Back: true)], Tell(new NodeEvent.ControlLost("closed")));
    }

    [Fact]
    public void A_node_that_is_refused_for_now_comes_again_at_the_time_that_it_was_given()
    {
        var refused = new Refused("the run is over", TimeSpan.FromSeconds(7));
        const string reason = "refused by the golden node: the run is over";
        Assert.Equal([new NodeAction.JoinLater(refused.RetryAfter, reason)], Tell(new NodeEvent.FromServer(refused)));
        // Neither the end of that connection nor silence is a loss.
        Assert.Empty(Tell(new NodeEvent.ControlLost("closed")));
        Assert.DoesNotContain(Pass(TimeSpan.FromMinutes(2)), action => action is not NodeAction.Report);
        Tell(new NodeEvent.Connected(s_server));
        Tell(new NodeEvent.FromServer(new Welcome(3)));
        Assert.Equal(new NodeRunEvent.Joined(s_server, 3), _events[^1]);
    }

    [Fact]
    public void A_node_that_is_refused_for_good_leaves_and_says_so()
    {
        Assert.Equal("refused by the golden node: no", Exit(Tell(new NodeEvent.FromServer(new Refused("no")))).Reason);
        Assert.True(Assert.IsType<NodeRunEvent.Ended>(_events[^1]).IsRefused);
    }

    [Fact]
    public void A_node_in_a_round_that_loses_the_connection_asks_for_another_and_goes_on()
    {
        Receive();
        Assert.Equal([new NodeAction.Rejoin(Back: true)], Tell(new NodeEvent.ControlLost("closed")));
        Assert.Equal(NodePhase.Running, _node.Phase);
        Assert.Contains(new NodeRunEvent.ServerLost("closed"), _events);

        // Its child is served meanwhile.
        var request = new ChildRequest(9, 8, 20, 10);
        Assert.Equal([new NodeAction.AnswerChild(request, AttachStatus.Accepted)], Tell(new NodeEvent.ChildAsked(request)));
    }

    [Fact]
    public void Silence_is_a_loss_of_the_connection()
    {
        Receive();
        var actions = Pass(Deadlines.Standard.Silence + TimeSpan.FromSeconds(0.5));
        Assert.Equal([new NodeAction.Rejoin(Back: true)], actions.Where(action => action is NodeAction.Rejoin));
        Assert.DoesNotContain(actions, action => action is NodeAction.Exit);

        // The end of the silent connection, which follows, is no second loss.
        Assert.Empty(Tell(new NodeEvent.ControlLost("connection closed")));
    }

    [Fact]
    public void What_happened_meanwhile_is_reported_when_the_golden_node_lets_it_back_in()
    {
        Receive();
        Tell(new NodeEvent.ControlLost("closed"));
        Assert.Empty(Reports(Tell(new NodeEvent.StreamConsumed(s_receipt))));
        Assert.Empty(Reports(Tell(new NodeEvent.StreamEnded(50))));
        Assert.Empty(Reports(Pass(TimeSpan.FromSeconds(30))));

        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal([s_receipt, new Received(50)], Reports(Hear(new Welcome(17))));
        Assert.Contains(new NodeRunEvent.Rejoined(s_server), _events);
        Assert.True(Exit(Hear(new Release(Verdict.Done, 1, 1, ""))).Done);
    }

    [Fact]
    public void A_lost_parent_and_a_failure_are_reported_again_even_if_they_were_reported_before()
    {
        Receive();
        var lost = new ParentLost(7, 50, ParentLossReason.Closed, 0, "reset");
        Tell(new NodeEvent.ParentFailed(7, 50, ParentLossReason.Closed, 0, "reset"));
        Tell(new NodeEvent.ConsumerFailed("ENOSPC"));
        Tell(new NodeEvent.ControlLost("closed"));
        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal([lost, new NodeFailed("ENOSPC")], Reports(Hear(new Welcome(17))));
    }

    [Fact]
    public void A_node_that_has_another_parent_since_does_not_report_the_loss_of_the_last_one()
    {
        Receive();
        Tell(new NodeEvent.ParentFailed(7, 50, ParentLossReason.Closed, 0, "reset"));
        Hear(new AttachTo(8, 2, s_server));
        Tell(new NodeEvent.ParentAttached(8, s_window));
        Tell(new NodeEvent.ControlLost("closed"));
        Tell(new NodeEvent.Connected(s_server));
        Assert.Empty(Reports(Hear(new Welcome(17))));
    }

    [Fact]
    public void A_node_between_two_rounds_says_again_that_it_is_ready()
    {
        Receive();
        Hear(new NextRound("too slow"));
        Assert.Equal([new Ready()], Reports(Tell(new NodeEvent.RoundCleared())));
        Tell(new NodeEvent.ControlLost("closed"));
        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal([new Ready()], Reports(Hear(new Welcome(17))));
        Assert.Equal([new Ready()], Reports(Hear(new NextRound("too slow"))));
    }

    [Fact]
    public void The_golden_node_is_looked_for_until_the_grace_time_is_over()
    {
        Receive();
        Tell(new NodeEvent.ControlLost("closed"));
        Assert.DoesNotContain(Pass(Deadlines.Standard.Rejoin), action => action is NodeAction.Exit);
        Assert.Equal("lost the golden node: closed; not found again in 90 s", Exit(Pass(TimeSpan.FromSeconds(0.5))).Reason);
    }

    [Fact]
    public void A_connection_that_is_lost_before_the_welcome_is_made_again()
    {
        Receive();
        Tell(new NodeEvent.ControlLost("closed"));
        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal([new NodeAction.Rejoin(Back: true)], Tell(new NodeEvent.ControlLost("reset")));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_golden_node_that_holds_no_place_for_the_node_ends_it(ControlMessage answer, string reason)
    {
        Receive();
        Tell(new NodeEvent.ControlLost("closed"));
        Tell(new NodeEvent.Connected(s_server));
        Assert.Equal(new NodeAction.Exit(false, reason), Exit(Hear(answer)));
    }

    public static TheoryData<ControlMessage, string> Refusals() =>
        new()
        {
            { new Welcome(18), "the golden node has lost this run" },
            { new Refused("no place"), "refused by the golden node: no place" },
        };

    [Fact]
    public void A_port_that_is_closed_ends_it_at_once()
    {
        Receive();
        Tell(new NodeEvent.ControlLost("closed"));
        Assert.Equal("lost the golden node: closed; port closed", Exit(Tell(new NodeEvent.JoinFailed("port closed"))).Reason);
    }

    [Fact]
    public void A_node_whose_consumer_of_the_last_round_hangs_shows_that_it_lives_and_gives_up_after_a_minute()
    {
        Receive();
        Assert.Equal([new NodeAction.StartOver("too slow")], Hear(new NextRound("too slow")));
        for (var i = 0; i < 58; i++)
        {
            Assert.All(Pass(TimeSpan.FromSeconds(1)), action => Assert.Equal(new NodeAction.Report(new Keepalive()), action));
            Hear(new Keepalive());
        }
        Assert.False(Exit(Pass(TimeSpan.FromSeconds(3))).Done);
    }

    /// <summary>An order that a golden node gives to a node without a round must not reach a relay that does not exist.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_message_and_no_event_leads_to_an_action_of_a_round_outside_of_a_round(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 300; run++)
            AssertActionsOfRoundsAreInRounds(random, $"seed {seed}, run {run}");
    }

    private static void AssertActionsOfRoundsAreInRounds(Random random, string which)
    {
        var node = new NodeStateMachine(Deadlines.Standard, TimeSpan.Zero);
        var isInRound = false;
        for (var i = 0; i < 40; i++)
            foreach (var action in node.Handle(Any(random), TimeSpan.FromSeconds(i * random.NextDouble())))
            {
                isInRound = action is NodeAction.Begin || (isInRound && action is not (NodeAction.StartOver or NodeAction.Exit));
                if (
                    action
                    is NodeAction.ConnectParent
                        or NodeAction.DropParent
                        or NodeAction.AnswerChild
                        or NodeAction.ExpectChild
                )
                    Assert.True(isInRound, $"{which}: {action}");
            }
    }

    private static NodeEvent Any(Random random)
    {
        var epoch = (uint)random.Next(1, 9);
        return random.Next(12) switch
        {
            0 => new NodeEvent.FromServer(new Start(1, default, default, 1, 2)),
            1 => new NodeEvent.FromServer(new AttachTo(epoch, 1, s_server)),
            2 => new NodeEvent.FromServer(new ChildExpected(epoch, random.Next(2) == 0)),
            3 => new NodeEvent.FromServer(new NextRound("slow")),
            4 => new NodeEvent.FromServer(new Welcome(17)),
            5 => new NodeEvent.RoundCleared(),
            6 => new NodeEvent.ChildAsked(new ChildRequest(3, epoch, 20, 10)),
            7 => new NodeEvent.ParentAttached(epoch, s_window),
            8 => new NodeEvent.ParentFailed(epoch, 50, ParentLossReason.Closed, 0, "reset"),
            9 => new NodeEvent.ControlLost("closed"),
            10 => new NodeEvent.Connected(s_server),
            _ => new NodeEvent.Tick(s_window),
        };
    }

    private void Receive()
    {
        Tell(new NodeEvent.Connected(s_server));
        Hear(new Welcome(17));
        Assert.Equal(17u, Assert.IsType<NodeAction.Begin>(Hear(new Start(1, default, default, 2, 3)).Single()).Node);
        Hear(new AttachTo(7, 3, s_server));
        Tell(new NodeEvent.ParentAttached(7, s_window));
    }

    private IReadOnlyList<NodeAction> Hear(ControlMessage message) => Tell(new NodeEvent.FromServer(message));

    private IReadOnlyList<NodeAction> Tell(NodeEvent happened) => _node.Handle(happened, _now);

    private List<NodeAction> Pass(TimeSpan time)
    {
        var actions = new List<NodeAction>();
        for (var end = _now + time; _now < end; )
        {
            _now += Deadlines.TickInterval;
            actions.AddRange(Tell(new NodeEvent.Tick(s_window)));
        }
        return actions;
    }

    private static IEnumerable<ControlMessage> Reports(IEnumerable<NodeAction> actions) =>
        actions.OfType<NodeAction.Report>().Select(report => report.Message);

    private static NodeAction.Exit Exit(IEnumerable<NodeAction> actions) => Assert.Single(actions.OfType<NodeAction.Exit>());
}
