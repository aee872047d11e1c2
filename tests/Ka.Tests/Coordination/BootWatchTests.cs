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

/// <summary>A run that ends when its clones have booted.</summary>
public sealed class BootWatchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly BootSecrets s_secrets = new(7, Bytes32.Random());
    private static readonly PlanBytes s_plan = new("a plan"u8.ToArray());
    private static readonly StreamEnd s_end = new(10, 7, true, 0, 0);
    private static readonly PlanChecked s_fits = new(
        s_plan.Hash,
        [new DiskMapping("sda", "/dev/vda", new DiskHardware(8L << 30, "", "", "", ""), DiskContents.Nothing)],
        "",
        [],
        []
    );

    private readonly List<RunEvent> _events = [];
    private readonly List<CoordinatorAction> _actions = [];
    private readonly Coordinator _coordinator = new(
        new CoordinatorOptions(2, 1, Bytes32.Random(), Bytes32.Random(), Deadlines.Standard)
        {
            Install = s_plan,
            Boots = new BootWait(s_patience, s_secrets),
        }
    );
    private TimeSpan _now;

    private RunReport? Report => _actions.OfType<CoordinatorAction.EndRun>().SingleOrDefault()?.Report;

    [Fact]
    public void Each_node_gets_a_secret_of_its_own_before_it_may_proceed()
    {
        Install();
        var orders = _actions.OfType<CoordinatorAction.Send>().Where(send => send.Message is BootAwaited).ToList();
        Assert.Equal([1u, 2u], orders.Select(order => order.Node));
        Assert.All(
            orders,
            order =>
            {
                var awaited = (BootAwaited)order.Message;
                Assert.Equal(order.Node, s_secrets.NodeOf(awaited.Session));
                Assert.Equal(s_secrets.SecretOf(order.Node), awaited.Secret);
                Assert.Equal(60u, awaited.Seconds);
                Assert.Contains(
                    _actions.SkipWhile(action => action != order),
                    action => action is CoordinatorAction.Send { Message: Proceed } proceed && proceed.Node == order.Node
                );
            }
        );
        Assert.NotEqual(s_secrets.SecretOf(1), s_secrets.SecretOf(2));
        Assert.Null(new BootSecrets(8, Bytes32.Random()).NodeOf(((BootAwaited)orders[0].Message).Session));
    }

    [Fact]
    public void The_run_ends_when_every_clone_has_reported()
    {
        Install();
        Assert.Equal(2, Assert.Single(_events.OfType<RunEvent.BootsAwaited>()).Nodes);
        Assert.True(_coordinator.IsBootAwaited(1));
        Assert.False(_coordinator.IsBootAwaited(3));
        Booted(1);
        Assert.Null(Report);
        Booted(1);
        Booted(2);
        Assert.Equal([1u, 2u], _events.OfType<RunEvent.NodeBooted>().Select(booted => booted.Node.Id));
        Assert.Equal((RunState.Done, 0), (Report!.State, Report.NotBooted));
        Assert.All(Report.Nodes, node => Assert.True(node.Boot!.IsBooted));
    }

    [Fact]
    public void A_clone_that_does_not_report_is_named_after_its_time_and_the_run_is_not_done()
    {
        Install();
        Booted(1);
        Pass(59);
        Assert.Null(Report);
        Pass(2);
        Assert.Equal(
            "did not report its first boot within 60.0 s",
            Assert.Single(_events.OfType<RunEvent.NodeNotBooted>()).Reason
        );
        Assert.Equal((RunState.Partial, 1, 2), (Report!.State, Report.NotBooted, Report.Done));
    }

    [Fact]
    public void A_clone_that_boots_the_rescue_again_is_named_at_once_and_may_still_report()
    {
        Install();
        Join(3, host: 11);
        Assert.Contains(_actions, action => action is CoordinatorAction.Send { Node: 3, Message: Refused });
        var given = Assert.Single(_events.OfType<RunEvent.NodeNotBooted>());
        Assert.Contains("booted the rescue again", given.Reason, StringComparison.Ordinal);
        Booted(1);
        Booted(2);
        Assert.Equal(RunState.Done, Report!.State);
    }

    [Fact]
    public void A_node_that_comes_while_clones_boot_is_served_in_a_further_round()
    {
        Install();
        Join(3, host: 13);
        Say(3, s_fits);
        Handle(new CoordinatorEvent.Proceed());
        Say(3, new DisksReady());
        Assert.Equal(2, _coordinator.Round);
        Booted(1);
        Booted(2);
        Assert.Null(Report);
        Finish(3);
        Booted(3);
        Assert.Equal((RunState.Done, 3), (Report!.State, Report.Done));
    }

    [Fact]
    public void An_operator_who_stops_the_wait_gets_the_names_of_those_that_were_awaited()
    {
        Install();
        Booted(2);
        Handle(new CoordinatorEvent.Stopped("stopped by the operator"));
        Assert.Equal(RunState.Interrupted, Report!.State);
        Assert.Equal("its first boot was not waited for", Report.Nodes.Single(node => node.Name.Id == 1).Boot!.Reason);
    }

    [Fact]
    public void Two_clones_with_one_machine_id_are_noticed()
    {
        Install();
        Booted(1, "abc");
        Booted(2, "abc");
        Assert.Contains(
            _events.OfType<RunEvent.NodeChanged>(),
            note => note.Node.Id == 2 && note.What == "has the machine id of 10.0.0.11 (n11)"
        );
    }

    private void Handle(CoordinatorEvent happened)
    {
        var decision = _coordinator.Handle(happened, _now);
        _events.AddRange(decision.Events);
        _actions.AddRange(decision.Actions);
        if (decision.Actions.Any(action => action is CoordinatorAction.OpenSource))
            Handle(new CoordinatorEvent.SourceOpened([BytePath.FromText("/")]));
    }

    private void Join(uint node, int host) =>
        Handle(
            new CoordinatorEvent.NodeJoined(
                node,
                BytePath.FromText($"n{host}"),
                new IPEndPoint(new IPAddress([10, 0, 0, (byte)host]), 30764),
                IPEndPoint.Parse("10.0.0.1:30764")
            )
        );

    private void Say(uint node, ControlMessage message) => Handle(new CoordinatorEvent.FromNode(node, message));

    private void Booted(uint node, string machineId = "") =>
        Handle(
            new CoordinatorEvent.BootReported(
                node,
                new BootReport
                {
                    Host = BytePath.FromText($"n{node}"),
                    Kernel = "6.1.0",
                    RootUuid = "",
                    MachineId = machineId,
                    FailedUnits = [],
                    Interfaces = [],
                    HostKeys = [],
                }
            )
        );

    private void Pass(int seconds)
    {
        for (var i = 0; i < 4 * seconds; i++)
        {
            _now += TimeSpan.FromMilliseconds(250);
            Handle(new CoordinatorEvent.Tick());
        }
    }

    /// <summary>Both nodes become clones and are released.</summary>
    private void Install()
    {
        Join(1, host: 11);
        Join(2, host: 12);
        Say(1, s_fits);
        Say(2, s_fits);
        Handle(new CoordinatorEvent.Proceed());
        Say(1, new DisksReady());
        Say(2, new DisksReady());
        Send();
        Finish(1);
        Finish(2);
    }

    private void Send()
    {
        Handle(new CoordinatorEvent.StreamSent(new SentStream(1, BytePath.FromText("/"), s_end)));
        Handle(new CoordinatorEvent.ProducerEnded(100, SourceReport.Clean));
    }

    private void Finish(uint node)
    {
        if (node > 2)
            Send();
        Say(node, new Received(100));
        Say(node, new Receipt(1, BytePath.FromText("/"), s_end.PlainLength, s_end.Identity));
        Say(node, new InstallComplete());
    }
}
