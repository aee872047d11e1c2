using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Coordination.Events;
using Ka.Linux;
using Ka.Tests.Wire;
using Ka.Wire;
using Xunit;

namespace Ka.Tests.Coordination;

/// <summary>What the board shows after which events.</summary>
public sealed class RunStatusTests
{
    private readonly RunStatus _status = new();

    [Fact]
    public void A_node_is_shown_from_its_first_word_to_its_verdict()
    {
        Join(1);
        Assert.Equal(NodeStage.Waiting, Row(1).Stage);
        Judge(1, fits: true);
        Assert.Equal(
            (NodeStage.Fits, "sda -> /dev/vda (8 GiB, transport unknown, no WWN; now empty)"),
            (Row(1).Stage, Row(1).Word)
        );
        Reach(1, NodeStage.Making);
        Step(1, new Step(2, 7, StepKind.MakeFileSystem, "vda1", "ext4"));
        Assert.Equal((NodeStage.Making, 2, 7), (Row(1).Stage, Row(1).Step, Row(1).Steps));
        Reach(1, NodeStage.Made);
        Start(1);
        Reach(1, NodeStage.Receiving);
        Step(1, Ka.Wire.Step.Alone(StepKind.Copy, "/var"));
        Assert.Equal((NodeStage.Receiving, 0), (Row(1).Stage, Row(1).Steps));
        Reach(1, NodeStage.Preparing);
        Step(1, new Step(1, 9, StepKind.RemoveFiles, "machine-id", ""));
        // A note is no step.
        Step(1, new Step(0, 0, StepKind.Note, "", "fstab line 2"));
        Assert.Equal((NodeStage.Preparing, 1, 9), (Row(1).Stage, Row(1).Step, Row(1).Steps));
        Assert.DoesNotContain("fstab", Row(1).Word, System.StringComparison.Ordinal);
        Reach(1, NodeStage.Installed);
        _status.Apply(new RunEvent.NodeEnded(Name(1), Verdict.Done, "", null));
        Assert.Equal(NodeStage.Done, Row(1).Stage);
        // Its connection ends after its verdict; that changes nothing.
        Reach(1, NodeStage.Gone);
        Assert.Equal(NodeStage.Done, Row(1).Stage);
        Assert.Equal((1u, 0u), (_status.Snapshot().Head.Done, _status.Snapshot().Head.Failed));
    }

    [Fact]
    public void A_node_whom_the_plan_does_not_fit_is_shown_with_its_reasons()
    {
        Join(1);
        Judge(1, fits: false);
        Assert.Equal(
            (NodeStage.Unfit, "sda has 1 B (1 bytes), and 2 B (2 bytes) are needed", 1u),
            (Row(1).Stage, Row(1).Word, _status.Snapshot().Head.Failed)
        );
    }

    [Fact]
    public void A_node_that_reported_its_hardware_is_shown_with_its_hardware_addresses()
    {
        Join(1);
        Assert.Empty(Row(1).Macs);
        _status.Apply(new RunEvent.NodeDescribed(Name(1), WireSamples.FromNode().OfType<Inventory>().First()));
        Assert.Equal("52:54:00:12:34:56", Assert.Single(Row(1).Macs).ToString());
    }

    [Fact]
    public void Position_rate_lag_and_time_left_come_from_the_nodes_own_figures()
    {
        Begin(2);
        for (var second = 0; second <= 4; second++)
            Progress(second, read: 120_000_000 * second, (1, 50_000_000L * second), (2, 100_000_000L * second));
        var (slow, fast) = (Row(1), Row(2));
        Assert.Equal((200_000_000, 50_000_000, 200_000_000), (slow.Position, slow.Rate, slow.Lag));
        Assert.Equal(16, slow.Left);
        Assert.Equal((400_000_000, 100_000_000, 0), (fast.Position, fast.Rate, fast.Lag));
        var head = _status.Snapshot().Head;
        Assert.Equal((480_000_000, 200_000_000, 50_000_000, 16), (head.Bytes, head.SlowestBytes, head.Rate, head.Left));
    }

    [Fact]
    public void Places_follow_the_parents_and_change_with_them()
    {
        Begin(4);
        Assert.Equal([1u, 2, 3, 4], Places());
        // 2 is gone: 3 goes on at 1.
        _status.Apply(new RunEvent.NodeChanged(Name(3), "lost its parent, node 2", NodeChange.Repair));
        _status.Apply(new RunEvent.NodeAttached(Name(3), 1));
        Reach(2, NodeStage.Gone, "silent for 5.1 s");
        Assert.Equal([1u, 0, 2, 3], Places());
        Assert.Equal((1u, 1u, "silent for 5.1 s"), (Row(3).Repairs, _status.Snapshot().Head.Repairs, Row(2).Word));
        // 1 is moved to the end.
        _status.Apply(new RunEvent.NodeChanged(Name(1), "moved to the end of the chain", NodeChange.Demotion));
        _status.Apply(new RunEvent.NodeAttached(Name(3), 0));
        _status.Apply(new RunEvent.NodeAttached(Name(1), 4));
        Assert.Equal([3u, 0, 1, 2], Places());
        Assert.Equal((1u, 1u), (Row(1).Demotions, _status.Snapshot().Head.Demotions));
    }

    [Fact]
    public void Parents_that_run_in_a_ring_have_no_place_and_end()
    {
        Begin(3);
        _status.Apply(new RunEvent.NodeAttached(Name(1), 3));
        Assert.Equal([0u, 0, 0], Places());
    }

    [Fact]
    public void A_node_that_comes_back_stands_where_it_stood_and_keeps_its_count()
    {
        Begin(3);
        _status.Apply(new RunEvent.NodeChanged(Name(2), "lost its parent", NodeChange.Repair));
        Reach(2, NodeStage.Gone, "closed");
        _status.Apply(new RunEvent.NodeJoined(Name(4, 2), 1, 3, 2));
        var rows = _status.Snapshot().Rows;
        Assert.Equal([1u, 4, 3], rows.Select(row => row.Node));
        Assert.Equal((NodeStage.Waiting, 1u), (rows[1].Stage, rows[1].Repairs));
    }

    [Fact]
    public void Two_receivers_on_one_machine_are_two_nodes()
    {
        _status.Apply(new RunEvent.NodeJoined(Name(1), 1, 2, 1));
        _status.Apply(new RunEvent.NodeJoined(Name(2, 1), 2, 2, 1));
        Assert.Equal([1u, 2], _status.Snapshot().Rows.Select(row => row.Node));
    }

    [Fact]
    public void A_machine_that_fetches_the_rescue_becomes_the_node_that_it_is()
    {
        _status.ApplyRescue(new RunEvent.NodeJoined(Name(7, 1), 1, 1, 1));
        Assert.Equal((0u, NodeStage.Booting), (_status.Snapshot().Rows[0].Node, _status.Snapshot().Rows[0].Stage));
        _status.ApplyRescue(new RunEvent.NodeEnded(Name(7, 1), Verdict.Done, "", null));
        Assert.Equal("has the rescue", _status.Snapshot().Rows[0].Word);
        Join(1);
        Assert.Equal((1u, NodeStage.Waiting), (Assert.Single(_status.Snapshot().Rows).Node, Row(1).Stage));
        // A clone whose firmware boots the network again is not a new machine.
        _status.Apply(new RunEvent.NodeEnded(Name(1), Verdict.Done, "", null));
        _status.ApplyRescue(new RunEvent.NodeJoined(Name(8, 1), 1, 1, 1));
        Assert.Equal(NodeStage.Done, Assert.Single(_status.Snapshot().Rows).Stage);
    }

    [Fact]
    public void The_next_round_begins_at_nothing()
    {
        Begin(1);
        Progress(4, 400, (1, 300));
        Reach(1, NodeStage.NextRound, "cut off");
        Assert.Equal((0u, 0), (Row(1).Place, Row(1).Rate));
        _status.Apply(new RunEvent.Started(2, 1, []));
        Reach(1, NodeStage.Receiving);
        Assert.Equal((0, 0, 2u, 0), (Row(1).Position, _status.Snapshot().Head.Bytes, Row(1).Round, Row(1).Rate));
    }

    [Fact]
    public void The_end_gives_everybody_a_verdict()
    {
        Begin(2);
        Reach(2, NodeStage.Gone, "silent");
        _status.Apply(
            new RunEvent.Ended(
                new RunReport(
                    [],
                    [
                        new RunReport.Node(Name(1), Verdict.Done, "", 1, 0),
                        new RunReport.Node(Name(2), Verdict.Failed, "silent for 5 s", 1, 0),
                    ]
                )
            )
        );
        var view = _status.Snapshot();
        Assert.Equal((RunPhase.Ended, "partial", 1u, 1u), (view.Head.Phase, view.Head.Outcome, view.Head.Done, view.Head.Failed));
        Assert.Equal([NodeStage.Done, NodeStage.Failed], view.Rows.Select(row => row.Stage));
    }

    [Fact]
    public void A_step_that_is_in_no_list_has_no_number()
    {
        Join(1);
        Step(1, Ka.Wire.Step.Alone(StepKind.RunHook, "pre-wipe.d/10-check"));
        Assert.Equal(("run hook pre-wipe.d/10-check", 0), (Row(1).Word, Row(1).Steps));
    }

    [Fact]
    public void What_it_shows_can_be_sent_and_is_the_same_there()
    {
        Begin(3);
        Progress(1, 500, (1, 400), (2, 300), (3, 200));
        var view = _status.Snapshot();
        foreach (var message in view.Rows.Cast<ControlMessage>().Prepend(view.Head))
            Assert.Equal(message, ControlFrame.TryTake(ControlFrame.Encode(message), PeerRole.Server, out _));
    }

    private void Begin(uint nodes)
    {
        for (var node = 1u; node <= nodes; node++)
            Join(node);
        Start(nodes);
        for (var node = 1u; node <= nodes; node++)
        {
            Reach(node, NodeStage.Receiving);
            _status.Apply(new RunEvent.NodeAttached(Name(node), node - 1));
        }
    }

    private void Join(uint node) => _status.Apply(new RunEvent.NodeJoined(Name(node), (int)node, 3, 1));

    private void Judge(uint node, bool fits) =>
        _status.Apply(
            new RunEvent.NodeJudged(
                Name(node),
                fits
                    ? new PlanChecked(
                        default,
                        [new DiskMapping("sda", "/dev/vda", new DiskHardware(8L << 30, "", "", "", ""), DiskContents.Nothing)],
                        "",
                        [],
                        []
                    )
                    : PlanChecked.Against(default, Finding.Of(FindingKind.DiskTooSmall, "sda", 1, 2))
            )
        );

    private void Start(uint nodes) => _status.Apply(new RunEvent.Started(1, (int)nodes, []));

    private void Step(uint node, Step step) => _status.Apply(new RunEvent.NodeStepped(Name(node), step));

    private void Reach(uint node, NodeStage stage, string reason = "") =>
        _status.Apply(new RunEvent.NodeReached(Name(node), stage, reason));

    private void Progress(int second, long read, params (uint Node, long Bytes)[] each) =>
        _status.Apply(
            new RunEvent.Progressed(
                TimeSpan.FromSeconds(second),
                new SourceProgress(read, read / 2, 1_000_000_000),
                each.Min(node => node.Bytes),
                each.Length,
                0
            )
            {
                Each = [.. each.Select(node => new NodeProgress(node.Node, node.Bytes, node.Bytes / 2))],
            }
        );

    private NodeRow Row(uint node) => _status.Snapshot().Rows.Single(row => row.Node == node);

    private IEnumerable<uint> Places() => _status.Snapshot().Rows.Select(row => row.Place);

    private static NodeIdentity Name(uint id, uint? host = null) => new(id, Address(host ?? id), Host(host ?? id));

    private static IPAddress Address(uint node) => IPAddress.Parse($"10.0.0.{node}");

    private static BytePath Host(uint node) => BytePath.FromText($"node{node}");
}
