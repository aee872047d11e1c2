using System;
using System.Collections.Generic;
using System.Linq;
using Ka.Coordination;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>A run that installs, as a node decides it: its disks are made for the plan that it judged, and for no
/// other.</summary>
public sealed class NodeInstallTests
{
    private static readonly PlanBytes s_plan = new("a plan"u8.ToArray());
    private static readonly PlanChecked s_fits = new(
        s_plan.Hash,
        [new DiskMapping("sda", "/dev/vda", new DiskHardware(8L << 30, "", "", "", ""), DiskContents.Nothing)],
        "",
        [],
        []
    );

    private readonly NodeStateMachine _node = new(Deadlines.Standard, TimeSpan.Zero);

    [Fact]
    public void It_makes_its_disks_only_when_it_is_told_to_proceed_with_the_plan_that_fits()
    {
        Assert.IsType<NodeAction.Judge>(Assert.Single(Plan()));
        Assert.Equal(s_fits, Reported(Handle(new NodeEvent.PlanChecked(s_fits))));
        Assert.IsType<NodeAction.Make>(Assert.Single(Hear(new Proceed(s_plan.Hash))));
        Assert.Empty(Hear(new Proceed(s_plan.Hash)));
        Assert.IsType<DisksReady>(Reported(Handle(new NodeEvent.DisksMade())));
    }

    [Fact]
    public void It_makes_nothing_for_a_plan_that_it_has_not_judged()
    {
        AssertRefused(Hear(new Proceed(s_plan.Hash)));
    }

    [Fact]
    public void It_makes_nothing_for_a_plan_that_does_not_fit()
    {
        Plan();
        Handle(new NodeEvent.PlanChecked(PlanChecked.Against(s_plan.Hash, Finding.Of(FindingKind.DiskTooSmall, "sda", 1, 2))));
        AssertRefused(Hear(new Proceed(s_plan.Hash)));
    }

    [Fact]
    public void It_makes_nothing_for_another_plan()
    {
        Plan();
        Handle(new NodeEvent.PlanChecked(s_fits));
        AssertRefused(Hear(new Proceed(default)));
    }

    [Fact]
    public void It_makes_nothing_before_it_has_judged()
    {
        Plan();
        AssertRefused(Hear(new Proceed(s_plan.Hash)));
    }

    [Fact]
    public void It_takes_no_stream_before_its_disks_are_made()
    {
        Plan();
        Handle(new NodeEvent.PlanChecked(s_fits));
        Assert.IsType<NodeFailed>(Reported(Hear(Start)));
    }

    [Fact]
    public void It_calls_itself_done_only_when_it_is_installed()
    {
        Ready();
        Hear(Start);
        Handle(new NodeEvent.StreamEnded(100));
        var exit = Assert.IsType<NodeAction.Exit>(Hear(new Release(Verdict.Done, 1, 1, ""))[^1]);
        Assert.False(exit.Done);
    }

    [Fact]
    public void After_being_left_behind_its_disks_are_made_anew()
    {
        Ready();
        Hear(Start);
        Hear(new NextRound("too slow"));
        Handle(new NodeEvent.RoundCleared());
        Assert.IsType<NodeFailed>(Reported(Hear(Start)));
    }

    [Fact]
    public void After_being_left_behind_it_proceeds_again()
    {
        Ready();
        Hear(Start);
        Hear(new NextRound("too slow"));
        Handle(new NodeEvent.RoundCleared());
        Assert.IsType<NodeAction.Make>(Assert.Single(Hear(new Proceed(s_plan.Hash))));
        Handle(new NodeEvent.DisksMade());
        Assert.Contains(Hear(Start), action => action is NodeAction.Begin);
        Handle(new NodeEvent.StreamEnded(100));
        Handle(new NodeEvent.AllConsumed());
        Assert.True(Assert.IsType<NodeAction.Exit>(Hear(new Release(Verdict.Done, 1, 1, ""))[^1]).Done);
    }

    private static Start Start => new(1, default, default, 1, 1);

    private void Ready()
    {
        Plan();
        Handle(new NodeEvent.PlanChecked(s_fits));
        Hear(new Proceed(s_plan.Hash));
        Handle(new NodeEvent.DisksMade());
    }

    private IReadOnlyList<NodeAction> Plan() => Hear(s_plan.Parts().Single());

    private IReadOnlyList<NodeAction> Hear(ControlMessage message) => Handle(new NodeEvent.FromServer(message));

    private IReadOnlyList<NodeAction> Handle(NodeEvent happened) => _node.Handle(happened, TimeSpan.Zero);

    private static ControlMessage Reported(IReadOnlyList<NodeAction> actions) =>
        actions.OfType<NodeAction.Report>().Single().Message;

    private static void AssertRefused(IReadOnlyList<NodeAction> actions)
    {
        Assert.DoesNotContain(actions, action => action is NodeAction.Make);
        Assert.IsType<NodeFailed>(Reported(actions));
    }
}
