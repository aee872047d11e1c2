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

public sealed class CoordinatorTests
{
    private static readonly BytePath s_name = BytePath.FromText("/");
    private static readonly IPEndPoint s_golden = IPEndPoint.Parse("10.0.0.1:30764");
    private static readonly CoordinatorOptions s_plan = new(3, 1, default, default, Deadlines.Standard);

    private static readonly CoordinatorEvent s_go = new CoordinatorEvent.GoNow(IPAddress.Loopback, default);

    private readonly List<RunEvent> _events = [];
    private Coordinator _coordinator = Of(3);
    private TimeSpan _now;

    [Fact]
    public void The_run_starts_with_the_last_node_in_the_order_of_addresses()
    {
        Assert.Equal([Sent(1, new Welcome(1)), Sent(1, new Waiting(1, 3))], Join(1, "10.0.0.30"));
        Join(2, "10.0.0.4");
        var actions = Join(3, "10.0.0.20");
        Assert.Equal(1, _coordinator.Round);
        Assert.Equal(new CoordinatorAction.StartRound(RoundKeys.Of(s_plan, 1)), actions[2]);
        Assert.Equal(
            [(2u, 1u, 3u), (3u, 2u, 3u), (1u, 3u, 3u)],
            Messages<Start>(actions).Select(sent => (sent.Node, sent.Message.Index, sent.Message.Total))
        );
        Assert.Equal(
            [
                (2u, new AttachTo(1, 0, s_golden)),
                (3u, new AttachTo(2, 2, At("10.0.0.4"))),
                (1u, new AttachTo(3, 3, At("10.0.0.20"))),
            ],
            Messages<AttachTo>(actions)
        );
    }

    [Fact]
    public void Go_starts_with_those_who_are_there_but_not_with_nobody()
    {
        Assert.Empty(Tell(s_go));
        Join(1, "10.0.0.2");
        Assert.Contains(new CoordinatorAction.StartRound(RoundKeys.Of(s_plan, 1)), Tell(s_go));
    }

    [Fact]
    public void A_node_that_leaves_before_the_start_does_not_count_and_the_others_hear_of_it()
    {
        Join(1, "10.0.0.2");
        Join(2, "10.0.0.3");
        Tell(new CoordinatorEvent.NodeGone(1, "reset"));
        Assert.Contains(Sent(2, new Waiting(1, 3)), Tell(new CoordinatorEvent.Tick()));
        Join(3, "10.0.0.2");
        Assert.Equal(2, _coordinator.Living);
    }

    [Fact]
    public void A_late_node_is_refused_with_the_reason_when_there_is_no_further_round()
    {
        _coordinator = new Coordinator(s_plan with { SourceRepeats = false });
        Started();
        const string reason = "the run has started without this node, and the source can be read only once";
        Assert.Equal([Sent(9, new Refused(reason)), new CoordinatorAction.CloseNode(9)], Join(9, "10.0.0.9"));
    }

    [Fact]
    public void A_node_that_comes_while_the_last_ones_are_released_may_come_again_later()
    {
        _coordinator = new Coordinator(s_plan with { Nodes = 2, Rounds = 1, ReleaseDelay = TimeSpan.FromSeconds(10) });
        Started(2);
        FinishRound(1, 2);
        var refused = new Refused("the run is over", Deadlines.Retry);
        Assert.Equal([Sent(9, refused), new CoordinatorAction.CloseNode(9)], Join(9, "10.0.0.9"));
    }

    [Fact]
    public void A_late_node_waits_and_is_served_in_a_round_with_other_keys()
    {
        Started();
        Assert.Equal([Sent(9, new Welcome(9)), Sent(9, new Waiting(1, 1))], Join(9, "10.0.0.9"));
        FinishRound(1, 2, 3);
        Assert.Equal(2, _coordinator.Round);
        Assert.NotEqual(RoundKeys.Of(s_plan, 1), RoundKeys.Of(s_plan, 2));
        var outcome = Finish(9);
        Assert.Equal((RunState.Done, 4), (outcome.State, outcome.Done));
        Assert.Equal([1, 1, 1, 2], outcome.Nodes.Select(node => node.Round));
    }

    [Fact]
    public void The_next_round_waits_until_what_is_left_of_the_last_one_is_put_away()
    {
        Started();
        Say(2, Figures(2, 0) with { ReceivedTo = 600 });
        var actions = Say(1, new ParentLost(1, 500, ParentLossReason.Gone, 0, "gone"));
        Assert.Contains(Sent(1, new NextRound("cut off at 500: gone")), actions);
        Say(1, new Received(1000));
        FinishRound(2, 3);
        Assert.Equal(1, _coordinator.Round);
        Assert.Equal(new CoordinatorAction.StartRound(RoundKeys.Of(s_plan, 2)), Say(1, new Ready())[0]);
        Assert.Equal(3, Finish(1).Done);
    }

    [Fact]
    public void A_node_that_is_killed_and_comes_back_counts_once()
    {
        Started();
        Tell(new CoordinatorEvent.NodeGone(2, "reset"));
        Join(9, "10.0.0.3");
        FinishRound(1, 3);
        var outcome = Finish(9);
        Assert.Equal((RunState.Done, 3), (outcome.State, outcome.Nodes.Count));
    }

    [Fact]
    public void After_the_time_the_least_number_is_enough_and_the_missing_count()
    {
        _coordinator = new Coordinator(s_plan with { Patience = TimeSpan.FromSeconds(10), Least = 2 });
        Join(1, "10.0.0.2");
        Pass(TimeSpan.FromSeconds(11), 1);
        Assert.Equal(0, _coordinator.Round);
        Join(2, "10.0.0.3");
        Assert.Equal(1, _coordinator.Round);
        var outcome = Finish(1, 2);
        Assert.Equal((RunState.Partial, 1), (outcome.State, outcome.Missing));
    }

    [Fact]
    public void A_node_that_comes_back_under_its_address_is_a_new_node_and_the_old_one_is_lost()
    {
        Started();
        var actions = Join(9, "10.0.0.3");
        Assert.Contains(new CoordinatorAction.CloseNode(2), actions);
        Assert.Contains(Sent(3, new AttachTo(4, 1, At("10.0.0.2"))), actions);
        Assert.Contains(Sent(9, new Waiting(1, 1)), actions);
    }

    [Fact]
    public void The_child_of_a_lost_node_goes_on_at_its_grandparent_under_a_newer_epoch()
    {
        Started();
        Assert.Equal(
            (3u, new AttachTo(4, 1, At("10.0.0.2"))),
            Assert.Single(Messages<AttachTo>(Tell(new CoordinatorEvent.NodeGone(2, "reset"))))
        );
        Assert.Equal(
            (3u, new AttachTo(5, 0, s_golden)),
            Assert.Single(Messages<AttachTo>(Tell(new CoordinatorEvent.NodeGone(1, "reset"))))
        );
    }

    [Fact]
    public void When_the_last_node_is_lost_the_one_before_it_hears_that_nobody_comes()
    {
        Started();
        Assert.Contains(Sent(2, new ChildExpected(3, false)), Tell(new CoordinatorEvent.NodeGone(3, "reset")));
        Assert.Contains(Sent(1, new ChildExpected(3, false)), Tell(new CoordinatorEvent.NodeGone(2, "reset")));
        var end = Tell(new CoordinatorEvent.NodeGone(1, "reset"));
        Assert.Contains(new CoordinatorAction.ExpectChild(3, false), end);
        Assert.Equal(RunState.Failed, Outcome(end).State);
    }

    [Fact]
    public void A_silent_node_is_lost_after_the_deadline_and_a_talking_one_is_not()
    {
        Started();
        var actions = Pass(TimeSpan.FromSeconds(4.5), 1, 3);
        Assert.DoesNotContain(actions, action => action is CoordinatorAction.CloseNode);
        Assert.Equal(
            [new CoordinatorAction.CloseNode(2)],
            Pass(TimeSpan.FromSeconds(0.5), 1, 3).OfType<CoordinatorAction.CloseNode>()
        );
    }

    [Fact]
    public void A_golden_node_that_stood_still_itself_blames_nobody()
    {
        Started();
        Pass(TimeSpan.FromSeconds(1), 1, 2, 3);
        _now += TimeSpan.FromMinutes(1);
        Assert.DoesNotContain(Pass(TimeSpan.FromSeconds(4)), action => action is CoordinatorAction.CloseNode);
    }

    [Fact]
    public void A_broken_connection_to_a_living_parent_is_made_again()
    {
        Started();
        var again = Say(3, new ParentLost(3, 500, ParentLossReason.Closed, 0, "reset"));
        Assert.Equal((3u, new AttachTo(4, 2, At("10.0.0.3"))), Assert.Single(Messages<AttachTo>(again)));
        Assert.Empty(Say(3, new ParentLost(3, 500, ParentLossReason.Closed, 0, "an old one")));
    }

    [Fact]
    public void A_node_whose_bytes_are_gone_climbs_past_those_known_to_have_dropped_them()
    {
        _coordinator = Of(4);
        Started(4);
        Say(2, Figures(epoch: 2, oldest: 600));
        var climb = Say(4, new ParentLost(4, 500, ParentLossReason.Gone, 700, "gone"));
        Assert.Equal((4u, new AttachTo(5, 1, At("10.0.0.2"))), Assert.Single(Messages<AttachTo>(climb)));
    }

    [Fact]
    public void Those_who_were_climbed_over_move_to_the_end_when_the_climber_was_taken()
    {
        Started();
        Say(3, new ParentLost(3, 500, ParentLossReason.Unreachable, 0, "no answer"));
        var taken = Say(3, Figures(epoch: 4, oldest: 0));
        Assert.Equal([(3u, new ChildExpected(4, true)), (2u, new ChildExpected(5, false))], Messages<ChildExpected>(taken));
        Assert.Equal((2u, new AttachTo(5, 3, At("10.0.0.4"))), Assert.Single(Messages<AttachTo>(taken)));
    }

    [Fact]
    public void A_node_that_can_reach_nobody_displaces_nobody_and_is_left_behind()
    {
        Started();
        Messages<AttachTo>(Say(3, new ParentLost(3, 0, ParentLossReason.Unreachable, 0, "no route")));
        Messages<AttachTo>(Say(3, new ParentLost(4, 0, ParentLossReason.Unreachable, 0, "no route")));
        Messages<AttachTo>(Say(3, new ParentLost(5, 0, ParentLossReason.Unreachable, 0, "no route")));
        var end = Say(3, new ParentLost(6, 0, ParentLossReason.Unreachable, 0, "no route"));
        Assert.Equal([(3u, new NextRound("cut off at 0: no route"))], Messages<NextRound>(end));
        Assert.Equal([(2u, new ChildExpected(6, false))], Messages<ChildExpected>(end));
        Assert.Empty(Messages<AttachTo>(end));
    }

    [Fact]
    public void Nodes_go_when_everybody_has_received_everything_and_they_gave_their_receipts()
    {
        Started();
        End();
        Say(1, Receipt(1));
        Say(1, new Received(1000));
        Say(2, new Received(1000));
        var last = Say(3, new Received(1000));
        Assert.Equal([(1u, new Release(Verdict.Done, 1, 3, ""))], Messages<Release>(last));
        Assert.Equal([(2u, new Release(Verdict.Done, 2, 3, ""))], Messages<Release>(Say(2, Receipt(1))));
        Assert.Equal(RunState.Done, Outcome(Say(3, Receipt(1))).State);
    }

    [Theory]
    [MemberData(nameof(BadReceipts))]
    public void A_receipt_that_differs_fails_its_node_and_no_other(Receipt receipt, string reason)
    {
        Started();
        End();
        foreach (var node in new uint[] { 1, 2, 3 })
            Say(node, new Received(1000));
        Say(1, Receipt(1));
        Say(2, receipt);
        var outcome = Outcome(Say(3, Receipt(1)));
        Assert.Equal([Verdict.Done, Verdict.Failed, Verdict.Done], outcome.Nodes.Select(node => node.Verdict));
        Assert.Equal((RunState.Partial, reason), (outcome.State, outcome.Nodes[1].Reason));
    }

    public static TheoryData<Receipt, string> BadReceipts() =>
        new()
        {
            { Receipt(1) with { Identity = 1 }, "stream 1 '/': the identity of what was received is not that of what was sent" },
            { Receipt(1) with { PlainLength = 1 }, "stream 1 '/': 1 bytes received, 4000 sent" },
            { Receipt(1) with { Name = BytePath.FromText("x") }, "stream 1: received as 'x', sent as '/'" },
            { Receipt(2), "a receipt for stream 2, which was not sent" },
        };

    [Fact]
    public void A_node_whose_disk_failed_stays_in_the_chain_until_all_have_received()
    {
        Started();
        Assert.Empty(Messages<AttachTo>(Say(2, new NodeFailed("ENOSPC"))));
        End();
        Say(1, new Received(1000));
        Say(2, new Received(1000));
        var last = Say(3, new Received(1000));
        Assert.Equal([(2u, new Release(Verdict.Failed, 0, 3, "ENOSPC"))], Messages<Release>(last));
    }

    [Fact]
    public void A_node_that_took_something_else_for_the_end_is_not_done()
    {
        Started();
        Say(2, new Received(999));
        End();
        Say(1, new Received(1000));
        Assert.Equal(
            [(2u, new Release(Verdict.Failed, 0, 3, "took 999 for the end of the stream, which is 1000"))],
            Messages<Release>(Say(3, new Received(1000)))
        );
    }

    [Fact]
    public void A_node_lost_after_its_receipt_and_before_its_release_is_not_done()
    {
        Started();
        Say(1, Receipt(1));
        Tell(new CoordinatorEvent.NodeGone(1, "reset"));
        var outcome = Finish(2, 3);
        Assert.Equal((RunState.Partial, "reset"), (outcome.State, outcome.Nodes[0].Reason));
    }

    [Fact]
    public void With_an_incomplete_source_nobody_is_done()
    {
        Started();
        var outcome = Finish(complete: false, 1, 2, 3);
        Assert.All(outcome.Nodes, node => Assert.Equal(Verdict.Incomplete, node.Verdict));
        Assert.Equal(
            (RunState.Failed, "the golden node could not read all of '/' (2 unreadable)"),
            (outcome.State, outcome.Nodes[0].Reason)
        );
    }

    [Fact]
    public void A_failing_producer_ends_the_run_for_everybody_at_any_time()
    {
        Join(1, "10.0.0.2");
        var actions = Tell(new CoordinatorEvent.ProducerFailed("interrupted"));
        Assert.Equal([(1u, new Abort("interrupted"))], Messages<Abort>(actions));
        Assert.Equal((RunState.Failed, "interrupted"), (Outcome(actions).State, Outcome(actions).Failure));
        Assert.Empty(Tell(new CoordinatorEvent.NodeGone(1, "closed")));
    }

    [Fact]
    public void When_all_nodes_fall_silent_together_the_run_is_held()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Assert.DoesNotContain(
            Pass(TimeSpan.FromSeconds(60)),
            action => action is CoordinatorAction.CloseNode or CoordinatorAction.EndRun
        );
    }

    [Fact]
    public void A_run_that_is_held_for_too_long_ends()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Assert.Equal(RunState.Failed, Outcome(Pass(TimeSpan.FromSeconds(97))).State);
    }

    [Fact]
    public void Nodes_that_come_back_after_an_outage_go_on_in_the_same_round()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Pass(TimeSpan.FromSeconds(30));
        Assert.Single(_events.OfType<RunEvent.NetworkLost>());
        foreach (var node in new uint[] { 1, 2, 3 })
        {
            var back = Return(10 + node, node);
            Assert.Equal(new CoordinatorAction.Adopt(10 + node, node), back[0]);
            Assert.Equal(
                [(node, new AttachTo(node, node - 1, node == 1 ? s_golden : At($"10.0.0.{node}")))],
                Messages<AttachTo>(back)
            );
            Say(node, Figures(epoch: node, oldest: 0));
        }
        Assert.Single(_events.OfType<RunEvent.NetworkBack>());
        Assert.DoesNotContain(Pass(TimeSpan.FromSeconds(20), 1, 2, 3), action => action is CoordinatorAction.CloseNode);
        var outcome = Finish(1, 2, 3);
        Assert.Equal((RunState.Done, 1), (outcome.State, _coordinator.Round));
    }

    [Fact]
    public void A_message_that_was_on_its_way_takes_no_place_from_a_node_whose_connection_ends()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Pass(TimeSpan.FromSeconds(30));
        Say(1, Figures(epoch: 1, oldest: 0));
        Tell(new CoordinatorEvent.NodeGone(1, "connection reset by peer"));
        Assert.Empty(Pass(TimeSpan.FromSeconds(6)).OfType<CoordinatorAction.CloseNode>());
        Assert.Contains(Return(11, 1), action => action is CoordinatorAction.Adopt { Node: 1 });
    }

    [Fact]
    public void A_node_that_does_not_come_back_after_an_outage_is_lost()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Pass(TimeSpan.FromSeconds(30));
        Return(11, 1);
        Return(13, 3);
        Assert.Empty(Pass(TimeSpan.FromSeconds(10), 1, 3).OfType<CoordinatorAction.CloseNode>());
        Assert.Equal(
            [new CoordinatorAction.CloseNode(2)],
            Pass(TimeSpan.FromSeconds(10), 1, 3).OfType<CoordinatorAction.CloseNode>()
        );
    }

    [Fact]
    public void The_end_of_a_connection_in_an_outage_loses_nobody()
    {
        Started();
        Pass(TimeSpan.FromSeconds(2), 1, 2, 3);
        Pass(TimeSpan.FromSeconds(3));
        Assert.Empty(Messages<AttachTo>(Tell(new CoordinatorEvent.NodeGone(2, "connection timed out"))));
        Assert.Contains(Return(12, 2), action => action is CoordinatorAction.Adopt { Node: 2 });
    }

    [Fact]
    public void A_process_that_the_run_does_not_know_is_refused_when_it_comes_back()
    {
        Started();
        var stranger = new CoordinatorEvent.NodeReturned(9, default, IPAddress.Parse("10.0.0.2"), 99);
        Assert.Equal([new CoordinatorAction.CloseNode(9)], Tell(stranger).OfType<CoordinatorAction.CloseNode>());
    }

    [Fact]
    public void A_node_that_missed_its_verdict_gets_it_when_it_comes_back()
    {
        Started();
        End();
        Say(1, Receipt(1));
        foreach (var node in new uint[] { 1, 2, 3 })
            Say(node, new Received(1000));
        Assert.Equal([(1u, new Release(Verdict.Done, 1, 3, ""))], Messages<Release>(Return(11, 1)));
    }

    [Fact]
    public void A_round_starts_when_its_source_is_open()
    {
        Join(1, "10.0.0.2");
        Join(2, "10.0.0.3");
        var full = Handle(Joining(3, "10.0.0.4"));
        Assert.Contains(full, action => action is CoordinatorAction.OpenSource);
        Assert.Empty(Messages<Start>(full));
        Assert.Equal(3, Messages<Start>(Handle(new CoordinatorEvent.SourceOpened([s_name]))).Count());
    }

    [Fact]
    public void A_node_that_hangs_after_the_end_of_the_stream_is_given_up()
    {
        Started();
        End();
        foreach (var node in new uint[] { 1, 2, 3 })
            Say(node, new Received(1000));
        Say(1, Receipt(1));
        Say(3, Receipt(1));
        var outcome = Outcome(Pass(TimeSpan.FromMinutes(31), 2));
        Assert.Equal([Verdict.Done, Verdict.Failed, Verdict.Done], outcome.Nodes.Select(node => node.Verdict));
        Assert.Contains("given up", outcome.Nodes[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_keeps_losing_its_parent_does_not_hide_a_slow_one_far_from_it()
    {
        const uint Slow = 3,
            Restless = 20;
        _coordinator = Of((int)Restless);
        Started(Restless);
        var epochs = Enumerable.Range(0, (int)Restless + 1).Select(node => (uint)node).ToArray();
        var (bytes, taken, stalled, waited) = (
            0L,
            new long[Restless + 1],
            new TimeSpan[Restless + 1],
            new TimeSpan[Restless + 1]
        );
        var moved = false;
        for (var step = 1; step <= 60 && !moved; step++)
        {
            var isHeld = step > 20;
            bytes += isHeld ? 5_000_000 : 50_000_000;
            _now += TimeSpan.FromSeconds(0.5);
            var actions = new List<CoordinatorAction>();
            for (var node = 1u; node <= Restless; node++)
            {
                taken[node] = bytes;
                stalled[node] += node == Slow && isHeld ? TimeSpan.FromSeconds(0.45) : TimeSpan.Zero;
                waited[node] += node != Slow && isHeld ? TimeSpan.FromSeconds(0.45) : TimeSpan.Zero;
                actions.AddRange(
                    node == Restless
                        ? Say(node, new ParentLost(epochs[node], bytes, ParentLossReason.Closed, 0, "reset"))
                        : Say(
                            node,
                            new Status
                            {
                                Epoch = epochs[node],
                                Oldest = 0,
                                ReceivedTo = bytes,
                                Consumed = taken[node],
                                PlainBytes = taken[node],
                                StalledOnParent = default,
                                StalledOnChild = default,
                                StalledOnConsumer = stalled[node],
                                ConsumerWaited = waited[node],
                            }
                        )
                );
            }
            actions.AddRange(Tell(new CoordinatorEvent.Tick()));
            foreach (var (node, order) in Messages<AttachTo>(actions))
                epochs[node] = order.Epoch;
            moved = Messages<AttachTo>(actions).Any(order => order.Node == Slow);
        }
        Assert.True(moved, "the slow node stays where it holds the others up");
    }

    private static Coordinator Of(int nodes) => new(s_plan with { Nodes = nodes });

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 30764);

    private static CoordinatorAction Sent(uint node, ControlMessage message) => new CoordinatorAction.Send(node, message);

    private static Receipt Receipt(uint stream) => new(stream, s_name, 4000, 77);

    private static Status Figures(uint epoch, long oldest) =>
        new Status
        {
            Epoch = epoch,
            Oldest = oldest,
            ReceivedTo = 0,
            Consumed = 0,
            PlainBytes = 0,
            StalledOnParent = default,
            StalledOnChild = default,
            StalledOnConsumer = default,
            ConsumerWaited = default,
        };

    private static IEnumerable<(uint Node, T Message)> Messages<T>(IEnumerable<CoordinatorAction> actions)
        where T : ControlMessage =>
        actions.OfType<CoordinatorAction.Send>().Where(send => send.Message is T).Select(send => (send.Node, (T)send.Message));

    private static RunReport Outcome(IEnumerable<CoordinatorAction> actions) =>
        Assert.IsType<CoordinatorAction.EndRun>(actions.Last()).Report;

    /// <summary>Handles an event, and opens the source when that is asked for.</summary>
    private IReadOnlyList<CoordinatorAction> Tell(CoordinatorEvent happened)
    {
        var actions = Handle(happened);
        return actions.Any(action => action is CoordinatorAction.OpenSource)
            ?
            [
                .. actions.Where(action => action is not CoordinatorAction.OpenSource),
                .. Handle(new CoordinatorEvent.SourceOpened([s_name])),
            ]
            : actions;
    }

    private IReadOnlyList<CoordinatorAction> Handle(CoordinatorEvent happened)
    {
        var decision = _coordinator.Handle(happened, _now);
        _events.AddRange(decision.Events);
        return decision.Actions;
    }

    private IReadOnlyList<CoordinatorAction> Say(uint node, ControlMessage message) =>
        Tell(new CoordinatorEvent.FromNode(node, message));

    private IReadOnlyList<CoordinatorAction> Join(uint node, string address) => Tell(Joining(node, address));

    private static CoordinatorEvent.NodeJoined Joining(uint node, string address) =>
        new(node, default, At(address), s_golden) { Identity = node };

    private IReadOnlyList<CoordinatorAction> Return(uint connection, uint node) =>
        Tell(new CoordinatorEvent.NodeReturned(connection, default, IPAddress.Parse($"10.0.0.{node + 1}"), node));

    /// <summary>Nodes 1, 2, 3… at 10.0.0.2, .3, .4…, in this order, under epochs 1, 2, 3…</summary>
    private void Started(uint nodes = 3)
    {
        for (var node = 1u; node <= nodes; node++)
            Join(node, $"10.0.0.{node + 1}");
    }

    private IReadOnlyList<CoordinatorAction> End(bool complete = true)
    {
        Tell(new CoordinatorEvent.StreamSent(new SentStream(1, s_name, new StreamEnd(4000, 77, complete, complete ? 0 : 2, 0))));
        return Tell(new CoordinatorEvent.ProducerEnded(1000, SourceReport.Clean));
    }

    private RunReport Finish(params uint[] nodes) => Finish(complete: true, nodes);

    private RunReport Finish(bool complete, params uint[] nodes) => Outcome(FinishRound(complete, nodes));

    private IReadOnlyList<CoordinatorAction> FinishRound(params uint[] nodes) => FinishRound(complete: true, nodes);

    private IReadOnlyList<CoordinatorAction> FinishRound(bool complete, uint[] nodes)
    {
        var actions = End(complete);
        foreach (var node in nodes)
            Say(node, Receipt(1));
        foreach (var node in nodes)
            actions = Say(node, new Received(1000));
        return actions;
    }

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
