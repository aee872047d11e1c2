using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Nodes;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>A run that installs, as the golden node decides it: who may erase disks, and when.</summary>
public sealed class InstallTests
{
    private static readonly PlanBytes s_plan = new("a plan"u8.ToArray());
    private static readonly CoordinatorOptions s_options = new(2, 1, Bytes32.Random(), Bytes32.Random(), Deadlines.Standard)
    {
        Install = s_plan,
    };
    private static readonly StreamEnd s_end = new(10, 7, true, 0, 0);
    private static readonly PlanChecked s_fits = new(
        s_plan.Hash,
        [new DiskMapping("sda", "/dev/vda", new DiskHardware(8L << 30, "", "", "", ""), DiskContents.Nothing)],
        "",
        [],
        []
    );
    private static readonly PlanChecked s_unfit = PlanChecked.Against(
        s_plan.Hash,
        Finding.Of(FindingKind.DiskTooSmall, "sda", 1, 2)
    );

    private Coordinator _coordinator = Of(2);
    private TimeSpan _now;

    [Fact]
    public void Nobody_is_told_to_proceed_before_everybody_judged_and_the_operator_agreed()
    {
        var joined = Join(1);
        Assert.Equal(s_plan.Hash, Assemble(joined, 1).Hash);
        Say(1, s_fits);
        Assert.Empty(Questions());
        Assert.Empty(Proceeds(Handle(new CoordinatorEvent.Proceed())));
        Join(2);
        Say(2, s_fits);
        Assert.Single(Questions());
        Assert.True(_coordinator.IsUntouched);
        Assert.Equal([1u, 2u], Proceeds(Handle(new CoordinatorEvent.Proceed())));
        Assert.False(_coordinator.IsUntouched);
    }

    [Fact]
    public void One_whom_the_plan_does_not_fit_is_never_told_to_proceed_and_the_others_are_served()
    {
        Agree(s_fits, s_unfit);
        var started = Say(1, new DisksReady());
        Assert.Contains(started, action => action is CoordinatorAction.StartRound);
        Finish(1);
        var outcome = Outcome(Say(1, new InstallComplete()));
        Assert.Equal(RunState.Partial, outcome.State);
        Assert.Equal(Verdict.Done, outcome.Nodes.Single(node => node.Name.Id == 1).Verdict);
        Assert.Contains(
            "no disk was touched: sda has 1 B (1 bytes), and 2 B (2 bytes) are needed",
            outcome.Nodes.Single(node => node.Name.Id == 2).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void When_it_fits_nobody_the_run_ends_untouched()
    {
        var outcome = Outcome(Agree(s_unfit, s_unfit));
        Assert.True(outcome.IsUntouched);
        Assert.Equal(RunState.Untouched, outcome.State);
    }

    [Fact]
    public void An_operator_who_does_not_agree_ends_it_untouched()
    {
        Join(1);
        Join(2);
        Say(1, s_fits);
        Say(2, s_fits);
        var actions = Handle(new CoordinatorEvent.ProducerFailed("only a dry run"));
        Assert.Equal(2, actions.Count(action => action is CoordinatorAction.Send { Message: Abort }));
        Assert.Equal(RunState.Untouched, Outcome(actions).State);
        Assert.Empty(Proceeds(Handle(new CoordinatorEvent.Proceed())));
    }

    [Fact]
    public void A_verdict_on_another_plan_fits_nothing()
    {
        var actions = Agree(s_fits, s_fits with { Plan = default });
        Assert.Equal([1u], Proceeds(actions));
    }

    [Fact]
    public void A_node_is_done_only_when_it_says_that_it_is_installed()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Say(2, new DisksReady());
        Finish(1);
        Assert.DoesNotContain(Finish(2), action => action is CoordinatorAction.Send { Message: Release });
        Assert.Contains(
            Say(1, new InstallComplete()),
            action => action is CoordinatorAction.Send { Node: 1, Message: Release { Verdict: Verdict.Done } }
        );
        var outcome = Outcome(Say(2, new NodeFailed("grub-install: exit status 1")));
        Assert.Equal(RunState.Partial, outcome.State);
        Assert.Equal("grub-install: exit status 1", outcome.Nodes.Single(node => node.Name.Id == 2).Reason);
    }

    [Fact]
    public void Disks_that_take_too_long_are_served_in_the_next_round()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Pass(110);
        Assert.Equal(0, _coordinator.Round);
        Pass(12);
        Assert.Equal(1, _coordinator.Round);
        Say(2, new DisksReady());
        var actions = Finish(1);
        Assert.Contains(actions, action => action is CoordinatorAction.Send { Node: 2, Message: Start });
        Assert.Equal(2, _coordinator.Round);
    }

    [Fact]
    public void The_next_round_does_not_wait_until_those_of_the_last_are_bootable()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Pass(130);
        Say(2, new DisksReady());
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.EndRound);
        var actions = Finish(1);
        Assert.Single(actions, action => action is CoordinatorAction.EndRound);
        Assert.Contains(actions, action => action is CoordinatorAction.Send { Node: 2, Message: Start });
        Say(1, new InstallComplete());
        Finish(2);
        Assert.Equal(RunState.Done, Outcome(Say(2, new InstallComplete())).State);
    }

    [Fact]
    public void A_node_that_dies_or_fails_while_it_is_made_bootable_is_not_done()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Say(2, new DisksReady());
        Finish(1);
        Finish(2);
        Handle(new CoordinatorEvent.NodeGone(1, "connection closed"));
        var outcome = Outcome(Say(2, new NodeFailed("update-initramfs: exit status 1")));
        Assert.Equal(
            ["connection closed", "update-initramfs: exit status 1"],
            outcome.Nodes.OrderBy(node => node.Name.Id).Select(node => node.Reason)
        );
        Assert.All(outcome.Nodes, node => Assert.Equal(Verdict.Failed, node.Verdict));
    }

    [Fact]
    public void A_node_that_hangs_while_its_disks_are_made_is_given_up_and_the_others_are_served()
    {
        Agree(s_fits, s_fits);
        Say(1, new Step(2, 9, StepKind.MakeFileSystem, "sda1", "ext4"));
        Say(2, new DisksReady());
        Pass(125);
        Finish(2);
        Say(2, new InstallComplete());
        Pass(1600);
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.EndRun);
        Pass(80);
        var outcome = Outcome(_all);
        Assert.Equal(RunState.Partial, outcome.State);
        Assert.Equal(
            "at 'make-file-system sda1 ext4' for more than 1800 s, given up",
            outcome.Nodes.Single(node => node.Name.Id == 1).Reason
        );
    }

    [Fact]
    public void When_all_nodes_hang_the_run_ends()
    {
        Agree(s_fits, s_fits);
        Pass(1805);
        var outcome = Outcome(_all);
        Assert.Equal(RunState.Failed, outcome.State);
        Assert.False(outcome.IsUntouched);
        Assert.All(outcome.Nodes, node => Assert.Contains("given up", node.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_goes_on_step_by_step_is_not_given_up()
    {
        Agree(s_fits, s_unfit);
        for (var step = 1; step <= 3; step++)
        {
            Pass(1700);
            Say(1, new Step((ushort)step, 3, StepKind.MakeFileSystem, $"sda{step}", "ext3"));
        }
        Assert.Contains(Say(1, new DisksReady()), action => action is CoordinatorAction.StartRound);
        Pass(2000);
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.Send { Node: 1, Message: Release });
    }

    [Fact]
    public void A_node_that_hangs_while_it_prepares_its_copy_is_given_up()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Say(2, new DisksReady());
        Finish(1);
        Finish(2);
        Say(1, new Step(5, 9, StepKind.RunProgram, "grub-install", ""));
        Say(2, new InstallComplete());
        Pass(1790);
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.EndRun);
        Pass(20);
        Assert.Equal(
            ["at 'run-program grub-install' for more than 1800 s, given up", ""],
            Outcome(_all).Nodes.OrderBy(node => node.Name.Id).Select(node => node.Reason)
        );
    }

    [Fact]
    public void A_node_whose_disks_cannot_be_made_is_in_the_report()
    {
        Agree(s_fits, s_fits);
        Say(1, new NodeFailed("mkfs.ext4: exit status 1"));
        Say(2, new DisksReady());
        Finish(2);
        var outcome = Outcome(Say(2, new InstallComplete()));
        Assert.Equal(["mkfs.ext4: exit status 1", ""], outcome.Nodes.OrderBy(node => node.Name.Id).Select(node => node.Reason));
    }

    [Fact]
    public void A_node_that_dies_while_its_disks_are_made_is_in_the_report()
    {
        Agree(s_fits, s_fits);
        Handle(new CoordinatorEvent.NodeGone(1, "connection closed"));
        Say(2, new DisksReady());
        Finish(2);
        var outcome = Outcome(Say(2, new InstallComplete()));
        Assert.Equal((2, RunState.Partial), (outcome.Nodes.Count, outcome.State));
    }

    [Fact]
    public void A_node_that_the_operator_did_not_see_is_not_told_to_proceed_before_another_yes()
    {
        Agree(s_fits, s_fits);
        Join(3);
        Assert.Empty(Proceeds(Say(3, s_fits)));
        var question = Questions().Last();
        Assert.Equal((true, 3u), (question.IsLate, Assert.Single(question.Verdicts).Node.Id));
        Assert.Equal([3u], Proceeds(Handle(new CoordinatorEvent.Proceed())));
    }

    [Fact]
    public void A_no_to_a_late_node_refuses_it_and_the_others_go_on()
    {
        Agree(s_fits, s_fits);
        Join(3);
        Say(3, s_fits);
        var actions = Handle(new CoordinatorEvent.CallOff("the operator did not agree"));
        Assert.Contains(actions, action => action is CoordinatorAction.Send { Node: 3, Message: Refused });
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.EndRun);
    }

    [Theory]
    [InlineData(LateNodes.Install, true)]
    [InlineData(LateNodes.Refuse, false)]
    public void Late_nodes_are_installed_or_refused_without_a_question_as_told(LateNodes late, bool proceeds)
    {
        _coordinator = Of(2, late);
        Agree(s_fits, s_fits);
        Join(3);
        var actions = Say(3, s_fits);
        Assert.Equal(proceeds ? [3u] : [], Proceeds(actions));
        Assert.Equal(!proceeds, actions.Any(action => action is CoordinatorAction.Send { Node: 3, Message: Refused }));
        Assert.Single(Questions());
    }

    [Fact]
    public void An_agreed_node_is_recognised_by_its_hardware_and_not_by_its_address()
    {
        Join(1);
        Say(1, Cards("52:54:00:00:00:01"));
        Join(2);
        Say(1, s_fits);
        Say(2, s_fits);
        Handle(new CoordinatorEvent.Proceed());
        Handle(new CoordinatorEvent.NodeGone(1, "connection closed"));
        Handle(Joining(3, 11));
        Say(3, Cards("52:54:00:00:00:09"));
        Assert.Empty(Proceeds(Say(3, s_fits)));
        Handle(Joining(4, 77));
        Say(4, Cards("52:54:00:00:00:01"));
        Assert.Equal([4u], Proceeds(Say(4, s_fits)));
    }

    [Fact]
    public void A_late_node_that_does_not_fit_fails_without_a_question()
    {
        Agree(s_fits, s_fits);
        Join(4);
        Assert.Empty(Proceeds(Say(4, s_unfit)));
        Assert.Single(Questions());
    }

    [Fact]
    public void A_node_that_never_judges_does_not_hold_the_others_for_ever()
    {
        Join(1);
        Join(2);
        Say(1, s_fits);
        for (var second = 0; second < 130; second++)
        {
            Say(1, new Keepalive());
            Say(2, new Keepalive());
            Pass(1);
        }
        Assert.Contains(
            _all,
            action => action is CoordinatorAction.Send { Node: 2, Message: Release { Verdict: Verdict.Failed } }
        );
    }

    [Fact]
    public void A_clone_that_comes_back_into_the_rescue_is_not_made_anew()
    {
        Agree(s_fits, s_fits);
        Say(1, new DisksReady());
        Say(2, new DisksReady());
        Finish(1);
        Finish(2);
        Say(1, new InstallComplete());
        var again = Handle(
            new CoordinatorEvent.NodeJoined(
                3,
                BytePath.FromText("n1"),
                new IPEndPoint(new IPAddress([10, 0, 0, 11]), 30764),
                IPEndPoint.Parse("10.0.0.1:30764")
            )
        );
        Assert.Contains(again, action => action is CoordinatorAction.Send { Node: 3, Message: Refused });
        Assert.DoesNotContain(again, action => action is CoordinatorAction.Send { Message: PlanPart });
        Assert.Equal(RunState.Done, Outcome(Say(2, new InstallComplete())).State);
    }

    [Fact]
    public void One_that_failed_does_not_come_again_in_the_same_run_and_one_that_was_lost_does()
    {
        Agree(s_fits, s_fits);
        Join(5);
        Say(1, new NodeFailed("grub-install: exit status 1"));
        var failed = Handle(
            new CoordinatorEvent.NodeJoined(
                3,
                BytePath.FromText("n1"),
                new IPEndPoint(new IPAddress([10, 0, 0, 11]), 30764),
                IPEndPoint.Parse("10.0.0.1:30764")
            )
        );
        Assert.Contains(
            failed,
            action =>
                action
                    is CoordinatorAction.Send
                    {
                        Message: Refused { Reason: "this run has given it up: grub-install: exit status 1" }
                    }
        );
        Handle(new CoordinatorEvent.NodeGone(2, "connection closed"));
        var lost = Handle(
            new CoordinatorEvent.NodeJoined(
                4,
                BytePath.FromText("n2"),
                new IPEndPoint(new IPAddress([10, 0, 0, 12]), 30764),
                IPEndPoint.Parse("10.0.0.1:30764")
            )
        );
        Assert.Contains(lost, action => action is CoordinatorAction.Send { Node: 4, Message: Welcome });
    }

    [Fact]
    public void A_machine_that_comes_back_on_another_port_is_the_same_node()
    {
        Agree(s_fits, s_fits);
        Handle(new CoordinatorEvent.NodeGone(1, "connection closed"));
        Handle(
            new CoordinatorEvent.NodeJoined(
                3,
                BytePath.FromText("n1"),
                new IPEndPoint(new IPAddress([10, 0, 0, 11]), 40000),
                IPEndPoint.Parse("10.0.0.1:30764")
            )
        );
        Say(3, s_fits);
        Say(2, new DisksReady());
        Say(3, new DisksReady());
        Finish(2);
        Finish(3);
        Say(2, new InstallComplete());
        Assert.Equal([2u, 3u], Outcome(Say(3, new InstallComplete())).Nodes.Select(node => node.Name.Id).Order());
    }

    [Fact]
    public void A_node_that_is_not_named_by_only_is_refused_and_counts_nowhere()
    {
        _coordinator = new Coordinator(s_options with { Nodes = 1, Only = new NodeFilter(NodeSet.Parse("52:54:00:00:00:02")) });
        Join(1);
        Say(1, Cards("52:54:00:00:00:01"));
        Assert.Contains(Say(1, s_fits), action => action is CoordinatorAction.Send { Node: 1, Message: Refused });
        Join(2);
        Say(2, Cards("52:54:00:00:00:02"));
        Say(2, s_fits);
        Handle(new CoordinatorEvent.Proceed());
        Say(2, new DisksReady());
        Finish(2);
        Assert.Equal(2u, Assert.Single(Outcome(Say(2, new InstallComplete())).Nodes).Name.Id);
    }

    [Fact]
    public void A_refused_node_that_asks_again_and_again_is_shown_once()
    {
        _coordinator = Of(1);
        Join(1);
        Say(1, s_unfit);
        Join(2);
        Handle(new CoordinatorEvent.Proceed());
        for (var again = 3u; again < 300; again++)
        {
            var actions = Handle(Joining(again, 11));
            Assert.Equal([new CoordinatorAction.CloseNode(again)], actions.OfType<CoordinatorAction.CloseNode>());
        }
        Assert.Single(_events.OfType<RunEvent.Rejected>());
        Handle(new CoordinatorEvent.StrangerRejected("10.0.0.99: wrong token"));
        Assert.Equal("10.0.0.99: wrong token", _events.OfType<RunEvent.Rejected>().Last().Reason);
    }

    [Fact]
    public void A_node_that_is_done_is_released_when_its_restart_is_prepared()
    {
        _coordinator = new Coordinator(s_options with { Nodes = 1, PreparesRelease = true });
        Join(1);
        Say(1, s_fits);
        Handle(new CoordinatorEvent.Proceed());
        Say(1, new DisksReady());
        Finish(1);
        var installed = Say(1, new InstallComplete());
        Assert.Contains(installed, action => action is CoordinatorAction.PrepareRelease { Node.Id: 1 });
        Assert.DoesNotContain(_all, action => action is CoordinatorAction.Send { Message: Release } or CoordinatorAction.EndRun);
        var prepared = Handle(new CoordinatorEvent.ReleasePrepared(1));
        Assert.Contains(
            prepared,
            action => action is CoordinatorAction.Send { Node: 1, Message: Release { Verdict: Verdict.Done } }
        );
        Assert.Equal(RunState.Done, Outcome(prepared).State);
    }

    private readonly List<CoordinatorAction> _all = [];
    private readonly List<RunEvent> _events = [];

    private static Coordinator Of(int nodes, LateNodes late = LateNodes.Ask) =>
        new(s_options with { Nodes = nodes, Late = late });

    /// <summary>Handles an event, and opens the source when that is asked for.</summary>
    private IReadOnlyList<CoordinatorAction> Handle(CoordinatorEvent happened)
    {
        var decision = _coordinator.Handle(happened, _now);
        _events.AddRange(decision.Events);
        _all.AddRange(decision.Actions);
        return decision.Actions.Any(action => action is CoordinatorAction.OpenSource)
            ? [.. decision.Actions, .. Handle(new CoordinatorEvent.SourceOpened([BytePath.FromText("/")]))]
            : decision.Actions;
    }

    private IEnumerable<RunEvent.AllJudged> Questions() => _events.OfType<RunEvent.AllJudged>();

    private IReadOnlyList<CoordinatorAction> Join(uint node) => Handle(Joining(node, (byte)(10 + node)));

    private static CoordinatorEvent.NodeJoined Joining(uint node, byte host) =>
        new(
            node,
            BytePath.FromText($"n{host}"),
            new IPEndPoint(new IPAddress([10, 0, 0, host]), 30764),
            IPEndPoint.Parse("10.0.0.1:30764")
        );

    private static Inventory Cards(string address) =>
        new Inventory
        {
            Firmware = Firmware.Bios,
            SecureBoot = false,
            Memory = 1,
            Processors = 1,
            Processor = default,
            Devices = 0,
            Interfaces = [new InventoryInterface(BytePath.FromText("eth0"), BytePath.FromText(address), default, 1000)],
            Disks = [],
        };

    private IReadOnlyList<CoordinatorAction> Say(uint node, ControlMessage message) =>
        Handle(new CoordinatorEvent.FromNode(node, message));

    private void Pass(int seconds)
    {
        for (var i = 0; i < 4 * seconds; i++)
        {
            _now += TimeSpan.FromMilliseconds(250);
            for (uint node = 1; node <= 2; node++)
                Say(node, new Keepalive());
            Handle(new CoordinatorEvent.Tick());
        }
    }

    /// <summary>Both have joined and judged, and the operator agreed.</summary>
    private IReadOnlyList<CoordinatorAction> Agree(PlanChecked first, PlanChecked second)
    {
        Join(1);
        Join(2);
        Say(1, first);
        Say(2, second);
        return Handle(new CoordinatorEvent.Proceed());
    }

    /// <summary>Everything is sent, and this node has received and written it.</summary>
    private IReadOnlyList<CoordinatorAction> Finish(uint node)
    {
        Handle(new CoordinatorEvent.StreamSent(new SentStream(1, BytePath.FromText("/"), s_end)));
        Handle(new CoordinatorEvent.ProducerEnded(100, SourceReport.Clean));
        Say(node, new Received(100));
        return Say(node, new Receipt(1, BytePath.FromText("/"), s_end.PlainLength, s_end.Identity));
    }

    private static IEnumerable<uint> Proceeds(IEnumerable<CoordinatorAction> actions) =>
        actions.OfType<CoordinatorAction.Send>().Where(send => send.Message is Proceed).Select(send => send.Node);

    private static PlanBytes Assemble(IEnumerable<CoordinatorAction> actions, uint node)
    {
        var assembly = new PlanReassembler();
        return actions
            .OfType<CoordinatorAction.Send>()
            .Where(send => send.Node == node)
            .Select(send => send.Message)
            .OfType<PlanPart>()
            .Select(assembly.Add)
            .OfType<PlanBytes>()
            .Single();
    }

    private static RunReport Outcome(IEnumerable<CoordinatorAction> actions) =>
        actions.OfType<CoordinatorAction.EndRun>().Single().Report;
}
